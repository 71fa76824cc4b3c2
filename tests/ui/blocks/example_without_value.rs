use restkit::prelude::*;

#[dependency]
async fn word(#[example = "milk"] word: Query<String>) -> String {
    word.into_inner()
}

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/{number}")]
    #[authorize(public)]
    async fn enter(#[example] number: Path<i64>, #[example("a")] #[example("b")] again: Query<String>, _word: Word) -> i64 {
        drop(again);
        *number
    }

    #[get("/")]
    #[authorize(public)]
    async fn look(#[example(Uuid::nil())] product: Query<Uuid>) -> bool {
        product.is_nil()
    }
}

fn main() {
    let _ = Shop::routes();
}
