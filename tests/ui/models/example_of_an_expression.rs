use restkit::prelude::*;

#[derive(Input)]
struct Order {
    #[input(example = Uuid::nil())]
    product: Uuid,
    #[input(example = ["a", -1, 0.5, true])]
    words: Vec<String>,
    #[input(example)]
    amount: i32,
    #[input(example = json!({ "a": 1, "a": 2 }))]
    twice: serde_json::Value,
    #[input(example = json!({ a: null }))]
    bare: serde_json::Value,
}

#[derive(Output)]
struct Receipt {
    #[output(example = vec![1])]
    lines: Vec<i64>,
}

fn main() {
    let _ = (<Order as Input>::SHAPE, <Receipt as Output>::SHAPE);
}
