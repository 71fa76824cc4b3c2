//! Resources on tables that existed before, as `inspect` found them.
//!
//! It does not compile until each `todo` is replaced by a decision: `public`, `authenticated`, `owner`, `role(…)`, `scope(…)` or `policy(…)`.
//!
//! `moods` was left out: its key `mood` may be null.
//!
//! `texts` was left out: its rows lie elsewhere.

use restkit::prelude::*;

/// What the table `People` holds.
// The column tags was left out: it takes values of every type.
#[resource(path = "/people", table = "People", managed = false)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Person {
    #[resource(id, column = "personId")]
    pub person_id: i64,
    pub company_id: Id<Company>,
    pub boss: Option<Id<Person>>,
    #[validate(length(min = 1, max = 100))]
    #[resource(unique, column = "fullName")]
    pub full_name: String,
    #[validate(range(min = 1, max = 5))]
    #[resource(default = 1)]
    pub r#type: i64,
    #[resource(default = false)]
    pub select: bool,
    #[resource(default = 0.0)]
    pub balance: f64,
    // The database also checks that it is more than 0.
    #[validate(range(max = 3))]
    pub height: Option<f64>,
    pub born: Option<NaiveDate>,
    pub photo: Option<Vec<u8>>,
    pub extra: Option<serde_json::Value>,
    // The database computes it: substr("fullName", 1, 2).
    #[resource(read_only)]
    pub initials: Option<String>,
}

/// What the view `big_companies` holds.
#[resource(path = "/big-companies", managed = false, operations(list, get))]
#[authorize(read = authenticated)]
pub struct BigCompany {
    #[resource(id)]
    pub id: i64,
    pub name: Option<String>,
    pub size: Option<String>,
}

/// What `companies.size` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
pub enum CompanySize {
    Small,
    Big,
}

/// What the table `companies` holds.
// The database also checks: "E-Mail" LIKE '%@%'.
// Triggers: touched.
#[resource(path = "/companies", managed = false)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Company {
    #[resource(id)]
    pub id: i64,
    #[validate(length(min = 1, max = 40))]
    #[resource(unique)]
    pub name: String,
    #[resource(column = "E-Mail")]
    pub e_mail: Option<String>,
    #[resource(default = CompanySize::Small)]
    pub size: CompanySize,
    // `DateTime<Utc>` takes texts like 2026-11-21T08:30:00.000000Z, all of them of this length.
    // The database fills it in: CURRENT_TIMESTAMP.
    #[resource(read_only)]
    pub created_at: String,
}

/// What the table `countries` holds.
#[resource(path = "/countries", managed = false)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Country {
    #[validate(length(min = 2, max = 3))]
    #[resource(id)]
    pub code: String,
    pub name: String,
}

/// What the table `labels` holds.
#[resource(path = "/labels", managed = false)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Label {
    // The database takes any varchar(20); a text that is a key stands in paths.
    #[validate(length(min = 1, max = 20))]
    #[resource(id)]
    pub code: String,
    #[resource(id)]
    pub person: Id<Person>,
    pub weight: i64,
}

/// What the table `memberships` holds.
#[resource(path = "/memberships", managed = false)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Membership {
    #[resource(id)]
    pub company: Id<Company>,
    #[resource(id)]
    pub person: Id<Person>,
    pub since: Option<NaiveDate>,
}

/// What the table `refunds` holds.
#[resource(path = "/refunds", managed = false)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Refund {
    #[resource(id)]
    pub company_id: Id<Company>,
    #[validate(length(min = 3, max = 500))]
    pub reason: String,
}
