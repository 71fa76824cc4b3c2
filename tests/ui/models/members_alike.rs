use restkit::prelude::*;

#[derive(Output)]
#[serde(rename_all = "camelCase")]
struct Address {
    post_code: String,
    #[serde(rename = "postCode")]
    code: String,
}

fn main() {}
