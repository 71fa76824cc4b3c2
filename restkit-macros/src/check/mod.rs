//! Syntax → model: one named function for each rule, called from one list; every mistake of an item is collected.
//!
//! Invariants:
//! - A model is only built when no rule objects, so `emit` never meets wrong input.
//! - A rule that blames something *absent* first asks whether it was perhaps meant where something could not be read (`Lost`):
//!   a misspelt word is one mistake, not two.
//! - What only types decide is not decided here: see `restkit::spec::assert`.

mod access;
mod address;
mod aggregate;
mod block;
mod build;
mod columns;
mod computed;
mod dependency;
mod detail;
mod error;
mod field_access;
mod key;
mod migrations;
mod model;
mod names;
mod pages;
mod pattern;
mod relations;
mod rename;
mod rules;
mod search;
mod signature;
mod structure;
mod tables;
mod template;
mod types;

pub(crate) use block::{Of, block};
pub(crate) use dependency::dependency;
pub(crate) use error::error;
pub(crate) use migrations::migrations;
pub(crate) use model::model;
pub(crate) use structure::{misplaced, not_a_block, not_a_function, not_a_struct};
pub(crate) use types::{enumeration, newtype, object};

use syn::Path;

use crate::{errors::Errors, model as facts, syntax::resource::ResourceSyntax};

/// A rule on a resource.
type Check = fn(&ResourceSyntax, &mut Errors);

/// All rules on a resource.
const CHECKS: &[Check] = &[
    structure::fields_are_named,
    structure::nothing_is_generic,
    structure::no_field_is_conditional,
    address::path_is_there,
    address::path_is_plain,
    address::table_is_a_name,
    address::table_is_not_reserved,
    address::schema_is_a_name,
    address::managed_is_false,
    pages::pages_have_a_size,
    pages::usual_page_is_allowed,
    access::there_is_an_endpoint,
    access::every_action_is_decided,
    access::no_decision_is_idle,
    access::owner_has_a_column,
    access::owner_is_known_on_create,
    access::public_rows_need_no_owner,
    field_access::decisions_speak_of_the_caller,
    field_access::key_is_seen,
    field_access::unseen_fields_need_no_decision,
    field_access::new_rows_have_a_value,
    key::there_is_a_key,
    key::parts_can_be_made,
    columns::roles_are_given_once,
    columns::values_come_from_one_place,
    columns::generated_values_need_no_words,
    computed::values_are_computed_in_one_way,
    computed::computed_names_relations,
    computed::sql_names_fields,
    computed::functions_take_fields,
    computed::computed_fields_need_no_words,
    computed::sql_is_of_own_tables,
    computed::what_is_in_no_table_is_in_no_list,
    columns::version_is_of_another_table,
    key::key_is_plain,
    key::natural_key_is_said,
    key::natural_key_fits,
    key::texts_fit_together,
    columns::unique_is_an_index,
    columns::json_is_not_compared,
    columns::members_are_read_or_written,
    columns::read_only_has_a_value,
    columns::read_only_has_no_rules,
    columns::write_only_is_not_shown,
    columns::types_can_be_stored,
    columns::bounds_fit_the_type,
    tables::old_names_are_gone,
    tables::deletes_have_a_rule,
    tables::lists_name_fields,
    key::lists_are_not_the_key,
    relations::relations_have_names,
    relations::relations_are_seen,
    relations::relations_name_columns,
    relations::relations_have_a_rule,
    relations::relations_have_an_order,
    aggregate::aggregates_name_fields,
    aggregate::aggregated_fields_are_seen,
    aggregate::aggregates_are_of_lists,
    search::search_names_fields,
    search::searched_fields_are_seen,
    search::searched_fields_have_free_names,
    search::weights_count,
    search::language_is_known,
    names::columns_are_names,
    names::constraints_are_names,
    names::columns_are_free,
    names::columns_differ,
    names::members_are_names,
    names::members_differ,
    names::schema_is_a_name,
    names::functions_are_free,
    names::sql_types_are_plain,
];

/// Checks a resource.
pub(crate) fn resource(syntax: &ResourceSyntax, krate: &Path, errors: &mut Errors) -> Option<facts::Resource> {
    for check in CHECKS {
        check(syntax, errors);
    }
    build::resource(syntax, krate, errors).filter(|_| errors.is_empty())
}
