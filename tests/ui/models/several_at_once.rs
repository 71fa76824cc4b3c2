use restkit::prelude::*;

#[derive(Input, Output)]
#[serde(rename_all = "camel_case")]
struct Address {
    #[validate(length(min = 5, max = 3))]
    street: String,
    #[serde(alias = "zip")]
    code: Option<Option<String>>,
}

fn main() {}
