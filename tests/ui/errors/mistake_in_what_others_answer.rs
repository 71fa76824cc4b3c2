use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(status = 404)]
    Gone,
    #[problem(internal, from, status = 500)]
    Broken(std::io::Error),
}

fn open() -> Result<std::fs::File, Fault> {
    Ok(std::fs::File::open("a")?)
}

struct Shop;

#[api]
impl Shop {
    #[get("/")]
    #[authorize(public)]
    async fn enter() -> Result<(), Fault> {
        open()?;
        Err(Fault::Gone)
    }
}

fn main() {}
