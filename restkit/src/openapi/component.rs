//! Named schemas and parameters: who is called what.

use std::collections::{BTreeMap, HashMap};

use utoipa::openapi::{Components, Ref, RefOr, Schema, path::Parameter};

use crate::spec::Side;

/// Free JSON.
pub(super) const ANY_JSON: &str = "Json";

/// The name of the schema of documents that others are asked to hold.
pub(super) const JSON_PART: &str = "JsonPart";
/// A problem.
pub(super) const PROBLEM: &str = "Problem";
/// One thing that is wrong.
pub(super) const FAULT: &str = "Fault";

/// The names that no type of the user's gets.
const OWN: [&str; 4] = [ANY_JSON, JSON_PART, PROBLEM, FAULT];

/// The schemas that have a name, by name.
///
/// Two schemas of one name can stand in one app: two enums called `Status` in two modules. The first keeps the name, the
/// next is called `Status2`; the order of the mounts and of their columns decides, so names do not change from run to run.
/// Equal schemas of one name are one component. A type whose schemas differ by the way it travels is called `StatusInput` or
/// `StatusOutput` where it comes second.
#[derive(Default)]
pub(super) struct Registry {
    schemas: BTreeMap<String, RefOr<Schema>>,
    parameters: BTreeMap<String, RefOr<Parameter>>,
    /// The names of descriptors, by their address; those in the making are there too, since a type may hold itself.
    names: HashMap<*const (), Named>,
}

struct Named {
    name: String,
    /// Whether it was referred to while it was made.
    used: bool,
    /// Whether it is still in the making.
    open: bool,
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
        self.add_on(Side::Both, wanted, schema.into())
    }

    fn add_on(&mut self, side: Side, wanted: &str, schema: RefOr<Schema>) -> String {
        let wanted = component_name(wanted);
        let mut number = 1_u32;
        let mut name = wanted.clone();
        while self.is_taken(&name) {
            if self.schemas.get(&name) == Some(&schema) {
                return name;
            }
            (name, number) = further(&wanted, side, number);
        }
        self.schemas.insert(name.clone(), schema);
        name
    }

    /// The name of the schema of a descriptor, which is made when it is met for the first time. `key` is the address of the descriptor.
    pub(super) fn named(
        &mut self,
        key: *const (),
        wanted: &str,
        side: Side,
        make: impl FnOnce(&mut Self) -> RefOr<Schema>,
    ) -> String {
        if let Some(named) = self.names.get_mut(&key) {
            named.used = true;
            return named.name.clone();
        }
        let plain = component_name(wanted);
        let (mut name, mut number) = (plain.clone(), 1);
        while self.is_taken(&name) {
            (name, number) = further(&plain, side, number);
        }
        self.names.insert(key, Named { name: name.clone(), used: false, open: true });
        let schema = make(self);
        // A schema that refers to itself has to keep the name that it refers to; any other may be equal to one that is there.
        let name = if self.names.remove(&key).is_some_and(|named| named.used) {
            self.schemas.insert(name.clone(), schema);
            name
        } else {
            self.add_on(side, wanted, schema)
        };
        self.names.insert(key, Named { name: name.clone(), used: false, open: false });
        name
    }

    /// Gives a parameter a name, `wanted` if it is free, for all operations that have it; answers a reference to it.
    pub(super) fn parameter(&mut self, wanted: &str, parameter: Parameter) -> Ref {
        let (wanted, parameter) = (component_name(wanted), RefOr::T(parameter));
        let (mut name, mut number) = (wanted.clone(), 1);
        while self.parameters.get(&name).is_some_and(|there| *there != parameter) {
            (name, number) = further(&wanted, Side::Both, number);
        }
        let reference = Ref::new(format!("#/components/parameters/{name}"));
        self.parameters.insert(name, parameter);
        reference
    }

    fn is_taken(&self, name: &str) -> bool {
        OWN.contains(&name)
            || self.schemas.contains_key(name)
            || self.names.values().any(|named| named.open && named.name == name)
    }

    /// Everything that was named.
    pub(super) fn into_components(self) -> Components {
        let mut components = Components::new();
        (components.schemas, components.parameters) = (self.schemas, self.parameters);
        components
    }
}

/// A reference to a named schema.
pub(super) fn reference(name: &str) -> Ref {
    Ref::from_schema_name(name)
}

/// The name to try after the one with this number, and its number.
fn further(wanted: &str, side: Side, number: u32) -> (String, u32) {
    let suffix = match side {
        Side::Both => "",
        Side::Input => "Input",
        Side::Output => "Output",
    };
    // The suffix tells the name apart already, so that the first one needs no number.
    let first = number == 1 && !suffix.is_empty();
    let next = number + 1;
    (if first { format!("{wanted}{suffix}") } else { format!("{wanted}{suffix}{next}") }, next)
}

/// What OpenAPI allows in the name of a component; Rust's identifiers may hold more.
fn component_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use utoipa::openapi::{ObjectBuilder, path::ParameterBuilder, schema::Type};

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
        assert_eq!(registry.into_components().schemas.len(), 3);
    }

    #[test]
    fn one_name_for_two_parameters_is_told_apart() {
        let parameter = |name: &str| ParameterBuilder::new().name(name).build();
        let mut registry = Registry::default();
        let mut named = |name: &str| registry.parameter("Post.comments.limit", parameter(name)).ref_location;
        assert_eq!(named("a"), "#/components/parameters/Post.comments.limit");
        assert_eq!(named("a"), "#/components/parameters/Post.comments.limit");
        assert_eq!(named("b"), "#/components/parameters/Post.comments.limit2");
        assert_eq!(named("b"), "#/components/parameters/Post.comments.limit2");
        assert_eq!(registry.into_components().parameters.len(), 2);
    }
}
