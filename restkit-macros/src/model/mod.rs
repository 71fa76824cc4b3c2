//! Checked facts with their spans: all that `emit` knows.
//!
//! Invariant: a value of these types is right. No `syn::Attribute` and no tokens stand here; what was written is in the types, names
//! and expressions that generated code repeats, with the spans they had, so that rustc's own errors point at the user's words.

mod aggregate;
mod block;
mod body;
mod computed;
mod dependency;
mod error;
mod migrations;
mod relation;
mod resource;
mod rule;
mod search;
mod types;

pub(crate) use aggregate::{Aggregate, Aggregated, Measure};
pub(crate) use block::{Argument, Block, BlockKind, Endpoint, Isolation, Method, RowPath, Transaction};
pub(crate) use body::{Body, Carries, Form, MemberDefault, Model, ModelMember, TaggedVariant};
pub(crate) use computed::{Computed, SqlPart, Told};
pub(crate) use dependency::{Cleanup, Dependency, Value};
pub(crate) use error::{ApiError, Detail, ErrorAnswer, ErrorVariant, ProblemMember};
pub(crate) use migrations::{Dialect, DialectFolder, Migrations, Script};
pub(crate) use relation::{RelatedColumn, RelatedColumns, Relation, RelationKind, RelationSort};
pub(crate) use resource::{Column, DefaultValue, OnDelete, Operation, Policies, Policy, Resource, Source, Visibility};
pub(crate) use rule::{Literal, Number, Rule, RuleKind};
pub(crate) use search::{Search, SearchField};
pub(crate) use types::{Enumeration, Member, Newtype, Object, Variant};
