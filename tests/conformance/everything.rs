//! An app with a column of every type and with every rule, for the conformance run: what the document says of each is held against
//! what the server takes.

use std::collections::BTreeMap;

use restkit::prelude::*;
use serde::{Deserialize, Serialize};

#[path = "../suite/http/fixtures/sink.rs"]
#[expect(unreachable_pub, reason = "written for the suite")]
mod sink;

/// How big a thing is.
#[derive(ColumnEnum)]
enum Size {
    /// Less than others.
    Small,
    /// More than others.
    Large,
}

/// A code as on the label.
#[derive(Column)]
struct Code(#[validate(pattern("^[A-Z]{2}-[0-9]{3}$"))] String);

/// Where something is.
#[derive(Serialize, Deserialize, Schema)]
struct Address {
    /// The street.
    #[validate(non_blank, length(max = 80))]
    street: String,
    /// Anything else.
    note: Option<String>,
    /// Labels.
    #[validate(length(min = 1, max = 3), each(length(min = 2, max = 9)))]
    tags: Vec<String>,
    /// How many of what.
    #[serde(default)]
    counts: BTreeMap<String, i32>,
}

/// A thing with rules.
#[resource(path = "/things", page_size = 5, max_page_size = 7)]
#[authorize(read = public, create = authenticated, update = authenticated, delete = role(Role::Admin))]
struct Thing {
    /// The key.
    #[resource(id)]
    id: i64,
    /// A short text.
    #[validate(length(min = 2, max = 5))]
    #[resource(filter, sort)]
    short: String,
    /// A text with something in it.
    #[validate(non_blank, length(max = 20))]
    #[resource(sort)]
    name: Option<String>,
    /// An address for letters without paper.
    #[validate(email, length(max = 100))]
    email: String,
    /// Where more is to be read.
    #[validate(url, length(max = 200))]
    url: Option<String>,
    /// A number plate.
    #[validate(pattern("^[A-Z]{1,3}[0-9]+$"), length(max = 8))]
    plate: String,
    /// One of three words.
    #[validate(one_of("red", "green", "blue"))]
    color: String,
    /// One of three numbers.
    #[validate(one_of(1, 2, 5))]
    coin: Option<i32>,
    /// A small number.
    #[validate(range(min = -3, max = 3))]
    #[resource(filter, sort, default = 0)]
    level: i8,
    /// A large number.
    #[validate(range(min = 10))]
    count: u32,
    /// A part of one.
    #[validate(range(min = 0.25, max = 1))]
    share: f64,
    /// A few bytes.
    #[validate(length(min = 1, max = 4))]
    bytes: Vec<u8>,
    /// How big it is.
    #[resource(filter, sort, default = Size::Small)]
    size: Size,
    /// How big it was.
    old_size: Option<Size>,
    /// Its code.
    #[resource(filter)]
    code: Code,
    /// Its second code.
    other_code: Option<Code>,
    /// Where it is.
    address: Json<Address>,
    /// Where it was.
    old_address: Option<Json<Address>>,
    /// What it is called.
    #[validate(length(max = 2))]
    names: Json<Vec<Option<String>>>,
    /// A secret.
    #[validate(length(min = 8, max = 64))]
    #[resource(write_only)]
    secret: String,
    /// When it was made.
    #[resource(created_at, sort)]
    created_at: DateTime<Utc>,
}

/// What a caller may do.
#[derive(ColumnEnum)]
enum Role {
    /// Remove things.
    Admin,
}

fn main() -> ExitCode {
    let app = App::new("Everything", "1.0.0").description("Every type and every rule.");
    restkit::run(app.mount("/api", (sink::Sink::routes(), Thing::routes())))
}
