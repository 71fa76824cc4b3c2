//! The apps as one writes them with restkit.

use std::fmt::Write;

use super::model::{Column, Kind, Resource};

/// The dependencies of the app.
pub fn dependencies(root: &str) -> String {
    format!("restkit = {{ path = \"{root}/restkit\" }}\n")
}

/// `main.rs`.
pub fn main(resources: &[Resource]) -> String {
    let mut text = String::from("//! An app.\n\nuse std::process::ExitCode;\n\nuse restkit::prelude::*;\n\n");
    for Resource { module, .. } in resources {
        _ = writeln!(text, "mod {module};");
    }
    text.push_str("\n/// What a user may do.\n#[derive(ColumnEnum)]\npub enum Role {\n    /// Their own things.\n    User,\n    /// Everything.\n    Admin,\n}\n\n");
    text.push_str("fn main() -> ExitCode {\n    let app = App::new(\"App\", \"1.0.0\")");
    for Resource { module, name, .. } in resources {
        _ = write!(text, "\n        .mount(\"/api/v1\", ({module}::{name}::routes(),))");
    }
    text.push_str(";\n    restkit::run(app)\n}\n");
    text
}

/// The module of a resource; `edit` is what changes from one build to the next.
pub fn resource(resource: &Resource, edit: u32) -> String {
    let Resource { name, table, docs, words, columns, .. } = resource;
    let mut text = format!("//! {docs}\n{}\nuse restkit::prelude::*;\n\nuse crate::Role;\n\n", super::shift(edit));
    _ = write!(text, "/// How far it is.\n#[derive(ColumnEnum)]\npub enum {name}Status {{\n");
    for word in words {
        _ = write!(text, "    /// {word}.\n    {word},\n");
    }
    _ = write!(
        text,
        "}}\n\n/// {docs}\n#[resource(path = \"/{table}\")]\n#[authorize(\n    read = owner || role(Role::Admin),\n    create = authenticated,\n    \
         update = owner || role(Role::Admin),\n    delete = owner || role(Role::Admin),\n)]\npub struct {name} {{\n    /// Its key.\n    \
         #[resource(id)]\n    pub id: i64,\n"
    );
    for column in *columns {
        field(&mut text, column, edit);
    }
    _ = write!(
        text,
        "    /// How far it is.\n    #[resource(filter, sort, default = {name}Status::{})]\n    pub status: {name}Status,\n    /// Whose it is.\n    \
         #[resource(owner)]\n    pub owner_id: i64,\n    /// When it was made.\n    #[resource(created_at, sort)]\n    pub created_at: DateTime<Utc>,\n    \
         /// When it was last changed.\n    #[resource(updated_at)]\n    pub updated_at: DateTime<Utc>,\n}}\n",
        words[0]
    );
    text
}

fn field(text: &mut String, column: &Column, edit: u32) {
    let Column { name, docs, kind, filter, sort } = *column;
    _ = writeln!(text, "    /// {docs}");
    match kind {
        Kind::Text(min, max) => _ = writeln!(text, "    #[validate(length(min = {min}, max = {}))]", max + edit),
        Kind::OptionalText(max) => _ = writeln!(text, "    #[validate(length(max = {max}))]"),
        Kind::Email => _ = writeln!(text, "    #[validate(email, length(max = 254))]"),
        Kind::Small(min, max, _) => _ = writeln!(text, "    #[validate(range(min = {min}, max = {max}))]"),
        Kind::Number(min, max) | Kind::OptionalNumber(min, max) => {
            _ = writeln!(text, "    #[validate(range(min = {min}, max = {max}))]")
        }
        Kind::Float(min, max) => _ = writeln!(text, "    #[validate(range(min = {min}, max = {max}))]"),
        Kind::Flag | Kind::Date | Kind::OptionalDate | Kind::Moment | Kind::Uuid => {}
    }
    let mut words = Vec::new();
    if filter {
        words.push("filter".to_owned());
    }
    if sort {
        words.push("sort".to_owned());
    }
    match kind {
        Kind::Small(_, _, default) => words.push(format!("default = {default}")),
        Kind::Flag => words.push("default".to_owned()),
        _ => {}
    }
    if !words.is_empty() {
        _ = writeln!(text, "    #[resource({})]", words.join(", "));
    }
    _ = writeln!(text, "    pub {name}: {},", kind.rust());
}
