//! The same apps as one writes them with axum, sqlx, serde, garde and utoipa.

use std::fmt::Write;

use super::model::{Column, Kind, Resource};

const COMMON: &str = include_str!("templates/common.rs");
const RESOURCE: &str = include_str!("templates/resource.rs");

/// The dependencies of the app, in the versions and with the features that restkit itself has them.
pub const DEPENDENCIES: &str = r#"axum = { version = "0.8.9", default-features = false, features = ["http1", "json", "macros", "matched-path", "query", "tokio"] }
base64 = "0.23"
chrono = { version = "0.4.45", default-features = false, features = ["clock", "serde", "std"] }
garde = { version = "0.23", default-features = false, features = ["derive", "email", "regex", "url"] }
jsonwebtoken = { version = "11.1.0", default-features = false, features = ["rust_crypto", "use_pem"] }
serde = { version = "1.0", features = ["derive"] }
serde_json = { version = "1.0", features = ["raw_value"] }
sqlx = { version = "0.9.0", default-features = false, features = ["runtime-tokio", "chrono", "derive", "json", "macros", "rust_decimal", "uuid", "postgres", "tls-rustls-ring-webpki", "sqlite-bundled"] }
tokio = { version = "1.54", features = ["macros", "net", "rt-multi-thread", "signal", "sync", "time"] }
utoipa = { version = "6.0.0", features = ["macros", "chrono", "uuid"] }
uuid = { version = "1.29", features = ["serde", "v7"] }
"#;

/// The module that all resources share.
pub const fn common() -> &'static str {
    COMMON
}

/// `main.rs`.
pub fn main(resources: &[Resource]) -> String {
    let mut text = String::from(
        "//! An app.\n\nuse std::sync::Arc;\n\nuse axum::{Json, Router, routing::get};\nuse jsonwebtoken::{Algorithm, DecodingKey, Validation};\n\
         use sqlx::SqlitePool;\nuse utoipa::OpenApi;\n\nmod common;\n",
    );
    for Resource { module, .. } in resources {
        _ = writeln!(text, "mod {module};");
    }
    text.push_str("\n#[derive(OpenApi)]\n#[openapi(info(title = \"App\", version = \"1.0.0\"), paths(\n");
    for Resource { module, .. } in resources {
        _ = writeln!(text, "    {module}::list, {module}::create, {module}::get_one, {module}::update, {module}::delete,");
    }
    text.push_str("))]\nstruct Document;\n\n#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {\n    let pool = SqlitePool::connect(&std::env::var(\"DATABASE_URL\")?).await?;\n    let key = DecodingKey::from_secret(std::env::var(\"JWT_SECRET\")?.as_bytes());\n    let keys = Arc::new(common::Keys { key, validation: Validation::new(Algorithm::HS256) });\n    let api = Router::new()");
    for Resource { module, .. } in resources {
        _ = write!(text, "\n        .merge({module}::routes())");
    }
    text.push_str(";\n    let router = Router::new()\n        .nest(\"/api/v1\", api)\n        .route(\"/openapi.json\", get(async || Json(Document::openapi())))\n        .fallback(async || common::Problem::not_found())\n        .with_state(common::App { pool, keys });\n    let listener = tokio::net::TcpListener::bind(\"127.0.0.1:8000\").await?;\n    axum::serve(listener, router).await?;\n    Ok(())\n}\n");
    text
}

/// The module of a resource; `edit` is what changes from one build to the next.
pub fn resource(resource: &Resource, edit: u32) -> String {
    let Resource { name, module, table, docs, words, columns } = resource;
    let mut parts = Parts::default();
    for column in *columns {
        parts.add(column, edit);
    }
    let variants = words.iter().enumerate().map(|(i, word)| {
        let default = if i == 0 { "    #[default]\n" } else { "" };
        format!("    /// {word}.\n{default}    {word},\n")
    });
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let numbers: Vec<String> = (1..=names.len() + 3).map(|n| format!("${n}")).chain([format!("${}", names.len() + 3)]).collect();
    let selected = format!("id, {}, status, owner_id, created_at, updated_at, row_version", names.join(", "));
    let sortable = columns.iter().filter(|column| column.sort).map(|column| column.name).chain(["status", "created_at"]);
    let sortable = sortable.map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    let replacements = [
        ("@docs@", *docs),
        ("@shift@\n", super::shift(edit)),
        ("@name@", name),
        ("@module@", module),
        ("@lower@", module.trim_end_matches(|c: char| c.is_ascii_digit())),
        ("@table@", table),
        ("@words@", &variants.collect::<String>()),
        ("@fields@", &parts.fields),
        ("@create@", &parts.create),
        ("@patch@", &parts.patch),
        ("@query@", &parts.query),
        ("@parts@", &parts.parts),
        ("@filters@", &parts.filters),
        ("@binds@", &parts.binds),
        ("@sets@", &parts.sets),
        ("@defaults@", &parts.defaults),
        ("@columns@", &selected),
        ("@inserted@", &names.join(", ")),
        ("@numbers@", &numbers.join(", ")),
        ("@sortable@", &sortable),
    ];
    let mut text = replacements.iter().fold(RESOURCE.to_owned(), |text, (mark, with)| text.replace(mark, with));
    // What a resource does not use, its author does not import.
    for (import, used) in [("NaiveDate, ", "NaiveDate>"), ("double_option, ", "\"double_option\"")] {
        if !text.contains(used) && !text.contains(": NaiveDate,") {
            text = text.replace(import, "");
        }
    }
    if !text.contains("Uuid,\n") && !text.contains("Uuid>") {
        text = text.replace("use uuid::Uuid;\n", "");
    }
    text
}

/// What the columns add to a module.
#[derive(Default)]
struct Parts {
    fields: String,
    create: String,
    patch: String,
    query: String,
    parts: String,
    filters: String,
    binds: String,
    sets: String,
    defaults: String,
}

impl Parts {
    fn add(&mut self, column: &Column, edit: u32) {
        let Column { name, docs, kind, filter, sort } = *column;
        let ty = kind.rust();
        let rule = rule(kind, edit);
        let (within, schema) = match &rule {
            Some((rule, schema)) => {
                let once = if kind.optional() { format!("inner({rule})") } else { rule.clone() };
                ((format!("    #[garde({once})]\n"), format!("    #[garde(inner({once}))]\n")), schema.as_str())
            }
            None => (("    #[garde(skip)]\n".to_owned(), "    #[garde(skip)]\n".to_owned()), ""),
        };
        let default = match kind {
            Kind::Flag => "    #[serde(default)]\n".to_owned(),
            Kind::Small(_, _, default) => {
                _ = write!(self.defaults, "const fn default_{name}() -> {ty} {{\n    {default}\n}}\n\n");
                format!("    #[serde(default = \"default_{name}\")]\n")
            }
            _ => String::new(),
        };
        _ = write!(self.fields, "    /// {docs}\n{schema}    pub {name}: {ty},\n");
        _ = write!(self.create, "    /// {docs}\n{}{schema}{default}    pub {name}: {ty},\n", within.0);
        let double = if kind.optional() { "    #[serde(default, deserialize_with = \"double_option\")]\n" } else { "" };
        _ = write!(self.patch, "    /// {docs}\n{}{schema}{double}    pub {name}: Option<{ty}>,\n", within.1);
        if filter {
            _ = write!(self.query, "    /// Only those with this {name}.\n    pub {name}: Option<{ty}>,\n");
            _ = write!(
                self.filters,
                "    if let Some({name}) = parameters.{name} {{\n        query.push(\" AND {name} = \").push_bind({name});\n    }}\n"
            );
        }
        if sort {
            let part = match kind {
                Kind::Text(..) | Kind::Email => format!("Part::Text(self.{name}.clone())"),
                Kind::Small(..) | Kind::Number(..) => format!("Part::Integer(self.{name}.into())"),
                Kind::Float(..) => format!("Part::Float(self.{name})"),
                _ => format!("Part::Text(self.{name}.to_string())"),
            };
            _ = writeln!(self.parts, "            {name:?} => {part},");
        }
        _ = writeln!(self.binds, "        .bind(body.{name})");
        _ = write!(
            self.sets,
            "    if let Some({name}) = body.{name} {{\n        query.push(\", {name} = \").push_bind({name});\n    }}\n"
        );
    }
}

/// The rule for garde, and what utoipa is told of it.
fn rule(kind: Kind, edit: u32) -> Option<(String, String)> {
    Some(match kind {
        Kind::Text(min, max) => {
            let max = max + edit;
            (
                format!("length(chars, min = {min}, max = {max})"),
                format!("    #[schema(min_length = {min}, max_length = {max})]\n"),
            )
        }
        Kind::OptionalText(max) => (format!("length(chars, max = {max})"), format!("    #[schema(max_length = {max})]\n")),
        Kind::Email => {
            ("email, length(chars, max = 254)".to_owned(), "    #[schema(format = \"email\", max_length = 254)]\n".to_owned())
        }
        Kind::Small(min, max, _) => {
            (format!("range(min = {min}, max = {max})"), format!("    #[schema(minimum = {min}, maximum = {max})]\n"))
        }
        Kind::Number(min, max) | Kind::OptionalNumber(min, max) => {
            (format!("range(min = {min}, max = {max})"), format!("    #[schema(minimum = {min}, maximum = {max})]\n"))
        }
        Kind::Float(min, max) => {
            (format!("range(min = {min}.0, max = {max}.0)"), format!("    #[schema(minimum = {min}.0, maximum = {max}.0)]\n"))
        }
        Kind::Flag | Kind::Date | Kind::OptionalDate | Kind::Moment | Kind::Uuid => return None,
    })
}
