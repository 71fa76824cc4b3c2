use restkit::prelude::*;

#[resource(path = "/lines", has_many(notes = Note, by(Note::order_no, Note::line_no)))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Line {
    #[resource(id)]
    order_no: i32,
    #[resource(id)]
    line_no: i16,
    product: String,
}

#[resource(path = "/notes")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Note {
    #[resource(id)]
    id: i64,
    order_no: i32,
    line_no: i16,
    text: Option<i16>,
}

fn main() {
    let _ = (Line::routes(), Note::routes());
}
