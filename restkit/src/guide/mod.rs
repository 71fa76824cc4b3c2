//! A walk through an app, from its first struct to production: a library that lends books.
//!
//! | chapter | what it leads to |
//! | --- | --- |
//! | [`first_app`] | a resource that runs, with its document and its first test |
//! | [`values`] | types, rules, defaults, what a client sees and sets |
//! | [`relations`] | rows that lead to rows, and answers that hold both |
//! | [`search`] | rows by the words in their texts, best first |
//! | [`access`] | callers, roles, owners, conditions on rows |
//! | [`endpoints`] | endpoints of one's own: arguments, bodies, answers, errors |
//! | [`services`] | dependencies, transactions, repositories, hooks, work after the answer |
//! | [`testing`] | tests with any caller, on a database of their own |
//! | [`migrations`] | tables that follow the structs, also under load and over databases of others |
//! | [`production`] | settings, PostgreSQL, logs, problems |
//!
//! The code of each chapter is compiled and run with restkit's own tests. For all words of an attribute see its page: [`resource`](macro@crate::resource),
//! [`validate`](macro@crate::validate), [`authorize`](macro@crate::authorize), [`api`](macro@crate::api), [`dependency`](macro@crate::dependency).

#[doc = include_str!("first_app.md")]
pub mod first_app {}
#[doc = include_str!("values.md")]
pub mod values {}
#[doc = include_str!("relations.md")]
pub mod relations {}
#[doc = include_str!("search.md")]
pub mod search {}
#[doc = include_str!("access.md")]
pub mod access {}
#[doc = include_str!("endpoints.md")]
pub mod endpoints {}
#[doc = include_str!("services.md")]
pub mod services {}
#[doc = include_str!("testing.md")]
pub mod testing {}
#[doc = include_str!("migrations.md")]
pub mod migrations {}
#[doc = include_str!("production.md")]
pub mod production {}
