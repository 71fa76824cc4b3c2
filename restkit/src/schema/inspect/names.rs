//! Names of Rust for names of a database.

use std::collections::{HashMap, HashSet};

use heck::{ToKebabCase as _, ToPascalCase as _, ToSnakeCase as _};

use crate::schema::model::TableName;

/// The types that are taken.
#[derive(Default)]
pub(super) struct Names {
    types: HashSet<String>,
    paths: HashSet<String>,
    /// What the enums of the database are called.
    enums: HashMap<String, String>,
}

/// Types that fields need and that a struct of the same name would hide.
const TAKEN: [&str; 29] = [
    "App",
    "Box",
    "Caller",
    "Column",
    "ColumnEnum",
    "Condition",
    "DateTime",
    "Db",
    "Decimal",
    "Field",
    "Form",
    "Header",
    "Id",
    "Input",
    "Json",
    "NaiveDate",
    "NaiveDateTime",
    "NaiveTime",
    "Option",
    "Output",
    "Path",
    "Query",
    "Resource",
    "Result",
    "Schema",
    "Self",
    "String",
    "Uuid",
    "Vec",
];

const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
    "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Functions that every resource has beside those that are called like its fields.
const FUNCTIONS: [&str; 4] = ["factory", "repository", "routes", "spec"];

impl Names {
    /// The struct of a table: in the singular, with the schema where there are two of a name.
    pub(super) fn of_struct(&mut self, table: &TableName) -> String {
        let name = type_name(&singular(&table.name.to_snake_case()));
        match &table.schema {
            Some(schema) if self.types.contains(&name) => self.of_type(&format!("{schema}_{name}")),
            _ => self.of_type(&name),
        }
    }

    /// A type that nothing else is called like.
    pub(super) fn of_type(&mut self, wanted: &str) -> String {
        let name = type_name(wanted);
        let name = if TAKEN.contains(&name.as_str()) { format!("{name}Row") } else { name };
        let mut free = name.clone();
        let mut number = 2;
        while !self.types.insert(free.clone()) {
            free = format!("{name}{number}");
            number += 1;
        }
        free
    }
}

impl Names {
    /// The path of a table, under its schema.
    pub(super) fn path(&mut self, table: &TableName) -> String {
        let part = |name: &str| {
            let ascii: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
            let part = ascii.to_kebab_case();
            if part.is_empty() { "rows".to_owned() } else { part }
        };
        let path = match &table.schema {
            Some(schema) => format!("/{}/{}", part(schema), part(&table.name)),
            None => format!("/{}", part(&table.name)),
        };
        let mut free = path.clone();
        let mut number = 2;
        while !self.paths.insert(free.clone()) {
            free = format!("{path}-{number}");
            number += 1;
        }
        free
    }

    /// What an enum of the database is called, once it is written.
    pub(super) fn known_enum(&self, enumeration: &str) -> Option<String> {
        self.enums.get(enumeration).cloned()
    }

    pub(super) fn know_enum(&mut self, enumeration: &str, name: &str) {
        self.enums.insert(enumeration.to_owned(), name.to_owned());
    }
}

/// The word that a variant stands for when nothing else is written.
pub(super) fn word_of(variant: &str) -> String {
    variant.to_snake_case()
}

/// A name of a type: words together, each with a capital.
fn type_name(wanted: &str) -> String {
    let name: String = plain(wanted).to_pascal_case();
    match name.chars().next() {
        None => "Unnamed".to_owned(),
        Some(first) if !first.is_alphabetic() => format!("T{name}"),
        Some(_) => name,
    }
}

/// A variant for a word of an enum.
pub(super) fn variant(word: &str) -> String {
    let name = type_name(word);
    if name == "Self" { "Itself".to_owned() } else { name }
}

/// What may stand in a name of Rust, and blanks for the rest.
fn plain(name: &str) -> String {
    name.chars().map(|character| if character.is_alphanumeric() { character } else { ' ' }).collect()
}

/// Fields for columns, none called like another.
pub(super) fn field(column: &str, taken: &mut HashSet<String>) -> String {
    let mut name = plain(column).to_snake_case();
    if name.is_empty() || !name.starts_with(|first: char| first.is_alphabetic()) {
        name = format!("column_{name}").trim_end_matches('_').to_owned();
    }
    if matches!(name.as_str(), "self" | "super" | "crate") || FUNCTIONS.contains(&name.as_str()) {
        name.push_str("_column");
    }
    let mut free = name.clone();
    let mut number = 2;
    while !taken.insert(free.clone()) {
        free = format!("{name}_{number}");
        number += 1;
    }
    free
}

/// As it is written in Rust: keywords need a sign.
pub(super) fn written(field: &str) -> String {
    if KEYWORDS.contains(&field) { format!("r#{field}") } else { field.to_owned() }
}

/// What one of them is called: the usual rules of English, which a person may mend.
pub(super) fn singular(plural: &str) -> String {
    const ODD: [(&str, &str); 8] = [
        ("people", "person"),
        ("children", "child"),
        ("women", "woman"),
        ("men", "man"),
        ("mice", "mouse"),
        ("feet", "foot"),
        ("indices", "index"),
        ("series", "series"),
    ];
    let (before, last) = plural.rsplit_once('_').map_or(("", plural), |(before, last)| (before, last));
    let one = match ODD.iter().find(|(many, _)| *many == last) {
        Some((_, one)) => (*one).to_owned(),
        None => {
            let without = |end: &str, instead: &str| last.strip_suffix(end).map(|stem| format!("{stem}{instead}"));
            let kept = ["ss", "us", "is", "news"].iter().any(|end| last.ends_with(end));
            let short = last.len() <= 3;
            let one = without("ies", "y")
                .or_else(|| {
                    ["sses", "xes", "ches", "shes", "zzes", "uses"]
                        .iter()
                        .find(|end| last.ends_with(**end))
                        .and(without("es", ""))
                })
                .or_else(|| without("s", ""));
            if kept || short { last.to_owned() } else { one.unwrap_or_else(|| last.to_owned()) }
        }
    };
    if before.is_empty() { one } else { format!("{before}_{one}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_many() {
        for (many, one) in [
            ("tasks", "task"),
            ("companies", "company"),
            ("people", "person"),
            ("order_lines", "order_line"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("statuses", "status"),
            ("status", "status"),
            ("bus", "bus"),
            ("data", "data"),
            ("moods", "mood"),
        ] {
            assert_eq!(singular(many), one, "{many}");
        }
    }

    #[test]
    fn names_that_rust_takes() {
        let mut names = Names::default();
        let bare = |name: &str| TableName::bare(name);
        assert_eq!(names.of_struct(&bare("People")), "Person");
        assert_eq!(names.of_struct(&bare("person")), "Person2");
        assert_eq!(names.of_struct(&bare("options")), "OptionRow");
        assert_eq!(names.of_struct(&bare("2nd tries!")), "T2ndTry");
        assert_eq!(names.of_struct(&TableName { schema: Some("crm".into()), name: "people".into() }), "CrmPerson");
        let mut taken = HashSet::new();
        let found: Vec<_> = ["E-Mail", "e_mail", "type", "1st", "", "self", "routes", "fullName"]
            .iter()
            .map(|name| written(&field(name, &mut taken)))
            .collect();
        assert_eq!(found, ["e_mail", "e_mail_2", "r#type", "column_1st", "column", "self_column", "routes_column", "full_name"]);
    }
}
