//! What can be wrong with an app that compiles.

use crate::spec::{ColumnSpec, Kind, Literal, Mount, Operation, Policy, ResourceSpec, Rule, computed_fault, relation};

/// Paths that restkit itself answers.
pub(super) const RESERVED: [&str; 2] = ["/docs", "/openapi.json"];

/// Every fault of the mounts, in sentences for the developer.
pub(super) fn mounts(mounts: &[Mount]) -> Vec<String> {
    let mut faults = Vec::new();
    for (i, mount) in mounts.iter().enumerate() {
        let name = mount.resource.name;
        if RESERVED.iter().any(|path| mount.path == *path || mount.path.starts_with(&format!("{path}/"))) {
            faults.push(format!("{name} is mounted at {}, where restkit puts its own pages", mount.path));
        }
        for earlier in &mounts[..i] {
            let other = earlier.resource.name;
            if std::ptr::eq(earlier.resource, mount.resource) {
                faults.push(format!("{name} is mounted twice, at {} and at {}", earlier.path, mount.path));
            } else if earlier.path == mount.path {
                faults.push(format!("{other} and {name} are both mounted at {}", mount.path));
            } else if other == name {
                faults.push(format!("two resources are called {name}; the document needs a name for each"));
            }
            if earlier.resource.shares_table(mount.resource) && !std::ptr::eq(earlier.resource, mount.resource) {
                faults.push(format!("{other} and {name} are both stored in the table {}", mount.resource.table_name()));
            }
        }
        references(mount.resource, mounts, &mut faults);
        key(mount.resource, &mut faults);
        relations(mount.resource, mounts, &mut faults);
        policies(mount.resource, &mut faults);
    }
    faults
}

/// Whether a prefix can stand before the paths of resources; the error says why not.
pub(super) fn prefix(prefix: &str) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("the prefix {prefix:?} {what}"));
    if prefix.is_empty() {
        return Ok(());
    }
    if !prefix.starts_with('/') {
        return wrong("does not begin with a slash");
    }
    if prefix.split('/').skip(1).any(|part| part.is_empty() || part == "." || part == "..") {
        return wrong("has an empty part; write it like `/api/v1`, without a slash at its end");
    }
    if !prefix.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'.' | b'_' | b'~')) {
        return wrong("holds something else than letters, digits, `-`, `.`, `_` and `~`");
    }
    Ok(())
}

fn references(resource: &ResourceSpec, mounts: &[Mount], faults: &mut Vec<String>) {
    for column in resource.columns {
        let Some(target) = column.data_type.references.map(|target| target()) else { continue };
        if !mounts.iter().any(|mount| std::ptr::eq(mount.resource, target)) {
            let (name, field, target) = (resource.name, column.field, target.name);
            faults.push(format!("{name}.{field} refers to {target}, which is not mounted, and so has no table"));
        }
    }
}

/// How many characters of texts the index of a key holds in any case.
const LONGEST_KEY: u64 = 600;

/// How many references in a row are followed to the text that they hold.
const DEEPEST: usize = 8;

/// The texts of a key stand in one index. Those of newtypes and of references the macro does not see.
fn key(resource: &ResourceSpec, faults: &mut Vec<String>) {
    let longest = resource.key_columns().map(|column| longest(column, DEEPEST)).fold(0, u64::saturating_add);
    if resource.managed && resource.keys.len() > 1 && longest > LONGEST_KEY {
        faults.push(format!(
            "the texts of the key of {} have up to {longest} characters together, and its index holds {LONGEST_KEY}: lower the `max` of their `length`",
            resource.name
        ));
    }
}

/// The most characters that a text of a key has; none where its rules do not say, which no part has.
fn longest(column: &ColumnSpec, deepest: usize) -> u64 {
    let data_type = column.data_type;
    if data_type.kind != Kind::Text {
        return 0;
    }
    if let (Some(referenced), Some(deeper)) = (data_type.references, deepest.checked_sub(1)) {
        return referenced().only_key().map_or(0, |key| longest(key, deeper));
    }
    let characters = |word: &str| word.chars().count() as u64;
    let rules = data_type.rules.iter().chain(column.rules).filter_map(|rule| match rule {
        Rule::Length { max, .. } => *max,
        Rule::OneOf(words) => words.iter().map(|word| if let Literal::Text(word) = word { characters(word) } else { 0 }).max(),
        _ => None,
    });
    rules.chain(data_type.variants.iter().map(|word| characters(word)).max()).min().unwrap_or(0)
}

fn relations(resource: &ResourceSpec, mounts: &[Mount], faults: &mut Vec<String>) {
    for relation in resource.relations {
        // That of a single column is known by its column.
        let others = [(relation.own_columns().len() != 1).then(|| relation.target()), relation.through()];
        for other in others.into_iter().flatten().filter(|other| !mounts.iter().any(|mount| std::ptr::eq(mount.resource, *other)))
        {
            let (name, other) = (resource.name, other.name);
            faults.push(format!("{name}.{} leads to {other}, which is not mounted, and so has no table", relation.name));
        }
        faults.extend(relation::fault(resource, relation));
    }
    faults.extend((0..resource.columns.len()).filter_map(|column| computed_fault(resource, column)));
}

fn policies(resource: &ResourceSpec, faults: &mut Vec<String>) {
    if resource.owner().is_some() {
        return;
    }
    for operation in Operation::ALL {
        if resource.has(operation) && asks_for_owner(resource.policy(operation.action())) {
            faults.push(format!("a policy of {} says `owner`, but no column is marked so", resource.name));
            return;
        }
    }
}

fn asks_for_owner(policy: &Policy) -> bool {
    match policy {
        Policy::Owner => true,
        Policy::Any(parts) | Policy::All(parts) => parts.iter().any(asks_for_owner),
        Policy::Not(inner) => asks_for_owner(inner),
        Policy::Public | Policy::Authenticated | Policy::Role(_) | Policy::Scope(_) | Policy::Custom(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::{App, ResourceRoutes, StartError},
        prelude::*,
        spec::{ColumnSpec, Generated, TypeMismatch, Value},
    };

    static PLAIN: [ColumnSpec; 2] = [ColumnSpec::new::<i64>("id").generated(Generated::Key), ColumnSpec::new::<String>("text")];
    static REFERRING: [ColumnSpec; 2] =
        [ColumnSpec::new::<i64>("id").generated(Generated::Key), ColumnSpec::new::<Id<Note>>("note_id")];

    const fn spec(name: &'static str, path: &'static str, table: &'static str, read: Policy) -> ResourceSpec {
        ResourceSpec {
            name,
            path,
            table,
            docs: "",
            columns: &PLAIN,
            keys: &[0],
            rules: &[],
            operations: &[Operation::List],
            read,
            create: Policy::Owner,
            update: Policy::Owner,
            delete: Policy::Owner,
            page_size: 20,
            max_page_size: 100,
            ..ResourceSpec::USUAL
        }
    }

    static NOTE: ResourceSpec = spec("Note", "/notes", "notes", Policy::Public);
    static NAMESAKE: ResourceSpec = spec("Note", "/other-notes", "other_notes", Policy::Public);
    static SAME_TABLE: ResourceSpec = spec("Memo", "/memos", "notes", Policy::Public);
    static SAME_PATH: ResourceSpec = spec("Text", "/notes", "texts", Policy::Public);
    static OWNED: ResourceSpec = spec("Owned", "/owned", "owned", Policy::Not(&Policy::Any(&[Policy::Owner])));
    static COMMENT: ResourceSpec =
        ResourceSpec { columns: &REFERRING, ..spec("Comment", "/comments", "comments", Policy::Public) };

    struct Note;

    impl Resource for Note {
        type Key = i64;

        fn spec() -> &'static ResourceSpec {
            &NOTE
        }

        fn value(&self, _: usize) -> Value {
            Value::Null
        }

        fn from_values(_: Vec<Value>) -> Result<Self, TypeMismatch> {
            Ok(Self)
        }
    }

    fn faults(resources: &[(&str, &'static ResourceSpec)]) -> String {
        let all: Vec<_> =
            resources.iter().map(|(prefix, resource)| Mount { path: format!("{prefix}{}", resource.path), resource }).collect();
        mounts(&all).join("\n")
    }

    #[test]
    fn a_sound_app_has_no_faults() {
        assert_eq!(faults(&[]), "");
        assert_eq!(faults(&[("/api", &NOTE), ("/api", &COMMENT)]), "");
        // What no endpoint asks for need not hold: `create = owner` without `create`.
        assert_eq!(faults(&[("", &NOTE)]), "");
    }

    #[test]
    fn texts_of_a_key_fit_an_index() {
        const LONG: &[Rule] = &[Rule::Length { min: Some(1), max: Some(400) }];
        static PATHS: [ColumnSpec; 3] = [
            ColumnSpec::new::<i64>("shelf").key(),
            ColumnSpec::new::<String>("folder").rules(LONG).key(),
            ColumnSpec::new::<String>("file").rules(LONG).key(),
        ];
        static FILE: ResourceSpec =
            ResourceSpec { columns: &PATHS, keys: &[0, 1, 2], ..spec("File", "/files", "files", Policy::Public) };
        static FOLDER: ResourceSpec =
            ResourceSpec { columns: &PATHS, keys: &[0, 1], ..spec("Folder", "/folders", "folders", Policy::Public) };
        assert_eq!(faults(&[("", &FOLDER)]), "");
        assert_eq!(
            faults(&[("", &FILE)]),
            "the texts of the key of File have up to 800 characters together, and its index holds 600: lower the `max` of their `length`"
        );
    }

    #[test]
    fn clashes_are_named() {
        assert_eq!(faults(&[("/v1", &NOTE), ("/v2", &NOTE)]), "Note is mounted twice, at /v1/notes and at /v2/notes");
        assert_eq!(faults(&[("", &NOTE), ("", &SAME_PATH)]), "Note and Text are both mounted at /notes");
        assert_eq!(faults(&[("", &NOTE), ("", &NAMESAKE)]), "two resources are called Note; the document needs a name for each");
        assert_eq!(faults(&[("", &NOTE), ("", &SAME_TABLE)]), "Note and Memo are both stored in the table notes");
        assert_eq!(faults(&[("/docs", &NOTE)]), "Note is mounted at /docs/notes, where restkit puts its own pages");
        assert_eq!(faults(&[("", &COMMENT)]), "Comment.note_id refers to Note, which is not mounted, and so has no table");
        assert_eq!(faults(&[("", &OWNED)]), "a policy of Owned says `owner`, but no column is marked so");
    }

    #[test]
    fn prefixes_are_plain_paths() {
        for good in ["", "/api", "/api/v1", "/a.b/c-d_e~f"] {
            assert_eq!(prefix(good), Ok(()), "{good}");
        }
        for bad in ["api", "/", "/api/", "//", "/a//b", "/a/../b", "/{id}", "/a b", "/a?b", "/ä", "/a#b", "/a%20b", "*"] {
            assert!(prefix(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_wrong_prefix_is_an_error_of_the_app() {
        let error = App::new("Notes", "1").mount("api/", Note::routes()).check().unwrap_err();
        assert!(matches!(&error, StartError::App(faults) if faults.len() == 1), "{error}");
        assert!(error.report().contains("\"api/\" does not begin with a slash"), "{error}");
    }

    #[test]
    fn routes_come_one_by_one_in_tuples_and_in_lists() {
        use crate::app::IntoRoutes;
        assert_eq!(Note::routes().into_routes().resources().len(), 1);
        assert_eq!((Note::routes(), (Note::routes(), vec![Note::routes(), Note::routes()])).into_routes().resources().len(), 4);
        assert_eq!(Vec::<crate::app::Routes>::new().into_routes().resources().len(), 0);
    }
}
