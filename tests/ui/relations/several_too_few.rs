use restkit::prelude::*;

#[resource(path = "/seats")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Seat {
    #[resource(id)]
    hall: i32,
    #[resource(id)]
    row: i16,
    #[resource(id)]
    number: i16,
}

#[resource(path = "/tickets", belongs_to(seat = Seat, by(hall, row)))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Ticket {
    #[resource(id)]
    id: i64,
    hall: i32,
    row: i16,
}

fn main() {
    let _ = (Seat::routes(), Ticket::routes());
}
