//! The descriptors: what the macros write and everything else reads.
//!
//! A resource is a `static` table of facts. Routing, SQL, OpenAPI, migrations and policies all read this one table, so a
//! feature is written once and not once per resource. This module holds the facts and the few types they are made of; it
//! imports nothing else of restkit but [`crate::problem`] and the formats of JSON scalars.
//!
//! Invariants:
//! - A descriptor is immutable, `'static` and made at compile time; nothing here allocates per resource.
//! - Columns are referred to by their index in [`ResourceSpec::columns`]; an index is only ever used with the table it came from.
//! - [`Value`] never holds a text with a NUL character when it came from a request (see the `input` module).

mod aggregate;
#[doc(hidden)]
pub mod assert;
mod caller;
mod column;
mod column_impls;
mod column_spec;
mod computed;
mod condition;
mod data_type;
mod endpoint;
mod field;
mod filter;
mod id;
mod input;
mod inside;
mod key;
#[doc(hidden)]
pub mod known;
mod mount;
mod operand;
mod operation;
mod output;
mod patch;
pub mod pattern;
mod permitted;
mod policy;
mod reach;
pub mod reference;
#[doc(hidden)]
pub mod relation;
mod resource;
mod rule;
#[doc(hidden)]
pub mod search;
mod shape;
mod sort;
mod tagged;
mod value;

pub use aggregate::{AGGREGATE_PATH, AggregateSpec, GROUP_BY, MEASURES, Measure, MeasureSpec};
pub use caller::Caller;
pub(crate) use column::Conversion;
pub use column::{Column, ColumnEnum, NotNull, TypeMismatch};
pub use column_impls::Json;
pub use column_spec::{ColumnSpec, DefaultValue, Generated, Visibility};
pub(crate) use computed::fault as computed_fault;
pub use computed::{Computed, SqlPart};
pub use condition::{Compare, Condition, Expr, RelatedExpr, SeeingExpr, TextMatch};
pub(crate) use data_type::F32_MAX;
pub use data_type::{DataType, Kind};
pub use endpoint::{AnswerFacts, ArgumentFacts, ArgumentSpec, Content, DependencySpec, EndpointSpec, GroupSpec, TypeFacts};
pub use field::{Assignment, Columns, Field, Sort};
pub use filter::{Filter, FilterBy, MOST_OFFSET, MOST_REACHES, MOST_VALUES, Operand, Operator, RESERVED_PARAMETERS, filters};
pub use id::Id;
pub(crate) use input::read_scalar;
pub use input::{Input, InputMembers};
pub use inside::{DEEPEST_DOCUMENT, Inner, Inside, leads};
pub use key::{Key, KeyValues, PartColumns, SingleKey};
pub use mount::{ApiInfo, Contact, EndpointMount, License, Mount, NestedMount, QUERY_PATH};
pub use operand::{IntoOperand, IsOrdered, IsTextColumn};
pub use operation::{Action, Operation};
pub(crate) use output::write_serde;
pub use output::{Output, OutputMembers};
pub(crate) use output::{write_row, write_value};
pub use patch::Patch;
pub use permitted::Permitted;
pub use policy::{Policy, PolicyRows, PolicySpec, RoleName};
pub use reach::{Leads, ToMany, ToOne};
pub use reference::{ForeignKeySpec, OnDelete};
pub use relation::{DEEPEST_RELATION, INCLUDE, MOST_INCLUDES, RelationKind, RelationSpec};
pub use resource::{Resource, ResourceSpec, RowCheck, RowRule, Version};
pub use rule::{Invalid, Literal, Number, Rule};
pub(crate) use search::{BETWEEN_WORDS, stands_between_words};
pub use search::{Phrase, SEARCH, Search, SearchField, SearchSpec};
pub use shape::{Lazy, Member, ObjectRule, ObjectSpec, ProblemMembers, Schema, Shape, Side};
pub use sort::SortKey;
pub(crate) use tagged::write_tagged;
pub use tagged::{InputTagged, TaggedSpec, VariantSpec};
pub use value::Value;
