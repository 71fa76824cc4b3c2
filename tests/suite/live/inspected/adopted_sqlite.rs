//! Resources on tables that existed before, as `inspect` found them.
//!
//! It does not compile until each `todo` is replaced by a decision: `public`, `authenticated`, `owner`, `role(…)`, `scope(…)` or `policy(…)`.
//!
//! `memberships` was left out: its key has 2 columns: company, person.
//!
//! `moods` was left out: its key `mood` is neither a whole number nor a UUID.
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

/// What the table `refunds` holds.
// New rows need what a request cannot say.
#[resource(path = "/refunds", managed = false, operations(list, get, update, delete))]
#[authorize(read = authenticated, update = authenticated, delete = authenticated)]
pub struct Refund {
    #[resource(id)]
    pub company_id: i64,
    #[validate(length(min = 3, max = 500))]
    pub reason: String,
}
