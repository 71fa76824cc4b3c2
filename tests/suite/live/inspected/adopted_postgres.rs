//! Resources on tables that existed before, as `inspect` found them.
//!
//! It does not compile until each `todo` is replaced by a decision: `public`, `authenticated`, `owner`, `role(…)`, `scope(…)` or `policy(…)`.
//!
//! `measured` was left out: it has no primary key.
//!
//! `moods` was left out: it is a view without a column `id` that could be the key.

use restkit::prelude::*;

/// The type `mood`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
pub enum Mood {
    Happy,
    #[serde(rename = "so so")]
    SoSo,
    Sad,
}

/// What the table `People` holds.
// The column tags was left out: restkit has no type for text[].
#[resource(path = "/people", table = "People", managed = false)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Person {
    #[resource(id, column = "personId")]
    pub person_id: Uuid,
    pub company_id: Id<Company>,
    pub boss: Option<Id<Person>>,
    #[validate(length(min = 1, max = 100))]
    #[resource(unique, column = "fullName")]
    pub full_name: String,
    #[validate(range(min = 1, max = 5))]
    #[resource(default = 1)]
    pub r#type: i32,
    #[resource(default = Mood::Happy, type = "mood")]
    pub mood: Mood,
    #[resource(default = false)]
    pub select: bool,
    #[validate(range(min = 0))]
    #[resource(default)]
    pub balance: Decimal,
    pub height: Option<f32>,
    pub born: Option<NaiveDate>,
    // restkit has no type for it, so it is read and written as a text.
    #[resource(type = "inet")]
    pub address: Option<String>,
    pub photo: Option<Vec<u8>>,
    pub extra: Option<serde_json::Value>,
    // The database computes it: "left"(("fullName")::text, 2).
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

/// Whom we work for.
// The database also checks: "E-Mail" ~~ '%@%'::text.
// Triggers: touched.
#[resource(path = "/companies", managed = false)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Company {
    #[resource(id)]
    pub id: i64,
    /// As they write it.
    /// Often short.
    #[validate(length(max = 40))]
    #[resource(unique)]
    pub name: String,
    #[resource(column = "E-Mail")]
    pub e_mail: Option<String>,
    #[resource(default = CompanySize::Small)]
    pub size: CompanySize,
    #[resource(created_at)]
    pub created_at: DateTime<Utc>,
    #[resource(updated_at)]
    pub updated_at: DateTime<Utc>,
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
    // The database takes any character varying(20); a text that is a key stands in paths.
    #[validate(length(min = 1, max = 20))]
    #[resource(id)]
    pub code: String,
    #[resource(id)]
    pub person: Id<Person>,
    pub weight: i32,
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

/// What the table `billing.invoices` holds.
// No two rows share all of company_id, amount.
#[resource(path = "/billing/invoices", schema = "billing", managed = false)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Invoice {
    #[resource(id)]
    pub id: i64,
    pub company_id: Id<Company>,
    // The database also checks that it is more than 0.
    pub amount: Decimal,
    pub paid: Option<NaiveDateTime>,
}

/// What the table `billing.refunds` holds.
#[resource(path = "/billing/refunds", schema = "billing", managed = false)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Refund {
    #[resource(id)]
    pub invoice_id: Id<Invoice>,
    #[validate(length(min = 3, max = 500))]
    pub reason: String,
}
