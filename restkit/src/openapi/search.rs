//! What lists are searched for.

use serde_json::json;
use utoipa::openapi::{
    ObjectBuilder,
    path::{ParameterBuilder, ParameterIn},
    schema::Type,
};

use super::parameters::parameter;
use crate::spec::{ResourceSpec, SEARCH, SearchSpec};

/// The parameter, where there is one.
pub(super) fn described(resource: &ResourceSpec) -> Option<ParameterBuilder> {
    let text = schema();
    resource.search.map(|search| {
        parameter(SEARCH, ParameterIn::Query, description(resource, search), text).example(Some(json!("\"two words\" one -none")))
    })
}

/// The member of a query, where there is one.
pub(super) fn member(resource: &ResourceSpec) -> Option<ObjectBuilder> {
    resource.search.map(|search| schema().description(Some(description(resource, search))))
}

fn schema() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).max_length(Some(SearchSpec::LONGEST))
}

fn description(resource: &ResourceSpec, search: SearchSpec) -> String {
    let columns: Vec<_> = search.fields.iter().filter_map(|field| resource.columns.get(field.column)).collect();
    let names: Vec<String> = columns.iter().map(|column| format!("`{}`", column.member)).collect();
    let names = match names.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
        names => names.concat(),
    };
    let seen = if columns.iter().any(|column| column.read.is_some()) { ", as far as the caller sees them" } else { "" };
    let forms = match search.language {
        Some(language) => {
            let mut letters = language.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            format!(" Words are found in their forms in {first}{}.", letters.as_str())
        }
        None => String::new(),
    };
    format!(
        "Words that stand in {names}{seen}: all of them, `\"phrases\"` in quotes one word after the other, and none of those with a `-` before it. \
         Where no `sort` is asked for, the best come first.{forms}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{ColumnSpec, Policy, SearchField};

    static COLUMNS: [ColumnSpec; 2] =
        [ColumnSpec::new::<String>("title").member("heading"), ColumnSpec::new::<String>("body").read(&Policy::Authenticated)];

    fn resource(fields: &'static [SearchField], language: Option<&'static str>) -> ResourceSpec {
        ResourceSpec { columns: &COLUMNS, search: Some(SearchSpec { fields, language }), ..ResourceSpec::USUAL }
    }

    fn text(resource: &ResourceSpec) -> String {
        description(resource, resource.search.unwrap())
    }

    #[test]
    fn what_is_searched_is_said() {
        const TITLE: SearchField = SearchField { column: 0, weight: 1 };
        const BODY: SearchField = SearchField { column: 1, weight: 1 };
        let both = text(&resource(&[TITLE, BODY], Some("english")));
        assert!(
            both.starts_with("Words that stand in `heading` or `body`, as far as the caller sees them: all of them"),
            "{both}"
        );
        assert!(both.ends_with("the best come first. Words are found in their forms in English."), "{both}");
        let one = text(&resource(&[TITLE], None));
        assert!(one.starts_with("Words that stand in `heading`: ") && one.ends_with("the best come first."), "{one}");
        assert!(described(&ResourceSpec::USUAL).is_none() && member(&ResourceSpec::USUAL).is_none());
        let member = serde_json::to_value(member(&resource(&[TITLE], None)).unwrap().build()).unwrap();
        assert_eq!((&member["type"], &member["maxLength"]), (&json!("string"), &json!(200)));
    }
}
