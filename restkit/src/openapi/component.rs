//! Named schemas: who is called what.

use std::collections::BTreeMap;

use utoipa::openapi::{Ref, RefOr, Schema};

/// Free JSON.
pub(super) const ANY_JSON: &str = "Json";
/// A problem.
pub(super) const PROBLEM: &str = "Problem";
/// One thing that is wrong.
pub(super) const FAULT: &str = "Fault";

/// The names that no type of the user's gets.
const OWN: [&str; 3] = [ANY_JSON, PROBLEM, FAULT];

/// The schemas that have a name, by name.
///
/// Two schemas of one name can stand in one app: two enums called `Status` in two modules. The first keeps the name, the
/// next is called `Status2`; the order of the mounts and of their columns decides, so names do not change from run to run.
/// Equal schemas of one name are one component.
#[derive(Default)]
pub(super) struct Registry {
    schemas: BTreeMap<String, RefOr<Schema>>,
}

impl Registry {
    /// A registry that holds what every document has.
    pub(super) fn new() -> Self {
        let mut this = Self::default();
        for (name, schema) in super::problems::schemas() {
            this.own(name, schema);
        }
        this
    }

    /// Adds a schema of restkit's own, whose name is never given to another.
    pub(super) fn own(&mut self, name: &'static str, schema: impl Into<RefOr<Schema>>) {
        self.schemas.insert(name.to_owned(), schema.into());
    }

    /// Gives `schema` a name, `wanted` if it is free, and answers it.
    pub(super) fn add(&mut self, wanted: &str, schema: impl Into<RefOr<Schema>>) -> String {
        let schema = schema.into();
        let wanted = component_name(wanted);
        let mut name = wanted.clone();
        let mut number = 1_u32;
        while OWN.contains(&name.as_str()) || self.schemas.contains_key(&name) {
            if self.schemas.get(&name) == Some(&schema) {
                return name;
            }
            number += 1;
            name = format!("{wanted}{number}");
        }
        self.schemas.insert(name.clone(), schema);
        name
    }

    /// Everything that was named.
    pub(super) fn into_schemas(self) -> BTreeMap<String, RefOr<Schema>> {
        self.schemas
    }
}

/// A reference to a named schema.
pub(super) fn reference(name: &str) -> Ref {
    Ref::from_schema_name(name)
}

/// What OpenAPI allows in the name of a component; Rust's identifiers may hold more.
fn component_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use utoipa::openapi::{ObjectBuilder, schema::Type};

    use super::*;

    fn text(description: &str) -> Schema {
        ObjectBuilder::new().schema_type(Type::String).description(Some(description)).into()
    }

    #[test]
    fn one_name_for_two_schemas_is_told_apart() {
        let mut registry = Registry::default();
        assert_eq!(registry.add("Status", text("of a task")), "Status");
        assert_eq!(registry.add("Status", text("of a task")), "Status");
        assert_eq!(registry.add("Status", text("of an order")), "Status2");
        assert_eq!(registry.add("Status", text("of an order")), "Status2");
        assert_eq!(registry.add("Stätus", text("of a café")), "St_tus");
        assert_eq!(registry.into_schemas().len(), 3);
    }
}
