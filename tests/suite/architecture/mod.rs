//! Holds the invariants of the code that a compiler does not: who imports whom, where SQL text is made, what may panic.

mod source;

use std::collections::BTreeMap;

use source::{SourceFile, rust_files};

/// Modules of `restkit` and those they may import. What is further left in `app → http → resource → {auth, query, inject} → {db, input} → spec` sees what is
/// further right, never the other way round.
const RESTKIT: &[(&str, &[&str])] = &[
    ("problem", &[]),
    ("json", &[]),
    ("spec", &["json", "problem"]),
    ("db", &["json", "problem", "spec"]),
    ("query", &["db", "problem", "spec"]),
    ("auth", &["problem", "spec"]),
    ("input", &["json", "problem", "spec"]),
    ("schema", &["db", "problem", "query", "spec"]),
    ("migrate", &["db", "query", "schema", "spec"]),
    ("openapi", &["problem", "spec"]),
    ("inject", &["auth", "db", "input", "problem", "spec"]),
    ("resource", &["auth", "db", "inject", "input", "problem", "query", "spec"]),
    ("http", &["auth", "db", "inject", "input", "problem", "query", "resource", "spec"]),
    ("app", &["auth", "db", "http", "inject", "input", "migrate", "openapi", "problem", "query", "resource", "schema", "spec"]),
    // It asks and fills apps in tests, so it may use everything; and nothing may use it.
    (
        "testing",
        &["app", "auth", "db", "http", "inject", "input", "migrate", "openapi", "problem", "query", "resource", "schema", "spec"],
    ),
    // What generated code may name, and what users import: they lead everywhere, and nothing leads to them.
    (
        "private",
        &["app", "auth", "db", "http", "inject", "input", "migrate", "openapi", "problem", "query", "resource", "schema", "spec"],
    ),
    ("guide", &[]),
    (
        "prelude",
        &["app", "auth", "db", "http", "inject", "input", "migrate", "openapi", "problem", "query", "resource", "schema", "spec"],
    ),
];

/// The same for `restkit-macros`: parse → check → emit.
const MACROS: &[(&str, &[&str])] = &[
    ("errors", &[]),
    ("syntax", &["errors"]),
    ("model", &[]),
    ("check", &["errors", "model", "syntax"]),
    ("emit", &["model"]),
    ("fallback", &[]),
    ("pipeline", &["check", "emit", "errors", "fallback", "model", "syntax"]),
    ("lib", &["pipeline"]),
];

/// Files longer than [`MAX_LINES`], with the reason.
const LONG_FILES: &[(&str, &str)] = &[];
const MAX_LINES: usize = 400;

#[test]
fn restkit_imports_go_one_way() {
    assert_none(imports("restkit/src", RESTKIT, &["lib"]));
}

#[test]
fn the_macros_go_from_parse_over_check_to_emit() {
    assert_none(imports("restkit-macros/src", MACROS, &[]));
}

#[test]
fn the_model_of_the_macros_knows_neither_attributes_nor_tokens() {
    let files = rust_files("restkit-macros/src").into_iter().filter(|file| file.module() == "model");
    let words = ["Attribute", "quote", "quote_spanned", "ToTokens"];
    assert_none(files.flat_map(|file| file.uses_of(&words)).collect());
}

#[test]
fn generated_code_asks_for_no_feature() {
    // It is read in the user's crate, whose features are not ours.
    let files = rust_files("restkit-macros/src").into_iter().filter(|file| file.module() == "emit");
    assert_none(files.flat_map(|file| file.uses_of(&["feature"])).collect());
}

#[test]
fn text_becomes_sql_in_one_file() {
    let mut files: Vec<String> = rust_files("restkit/src")
        .into_iter()
        .filter(|file| !file.uses_of(&["AssertSqlSafe"]).is_empty())
        .map(|f| f.name)
        .collect();
    files.dedup();
    assert!(files.len() <= 1, "`AssertSqlSafe` belongs in one audited file, and stands in {files:?}");
}

#[test]
fn nothing_in_restkit_panics_by_design() {
    // What only the compiler runs may panic: it is how a `const fn` reports a mistake.
    // And a panic is how a test fails.
    let at_run_time = |file: &&SourceFile| !file.name.starts_with("restkit/src/spec/assert") && file.module() != "testing";
    assert_none(rust_files("restkit/src").iter().filter(at_run_time).flat_map(SourceFile::panics).collect());
}

#[test]
fn a_file_has_one_subject() {
    let mut faults = Vec::new();
    for file in ["restkit/src", "restkit-macros/src", "tests", "examples"].into_iter().flat_map(rust_files) {
        let excused = LONG_FILES.iter().any(|(name, _)| *name == file.name);
        match file.lines > MAX_LINES {
            true if !excused => faults.push(format!("{}: {} lines; split it by subject", file.name, file.lines)),
            false if excused => faults.push(format!("{}: not long any more; take it from the list", file.name)),
            _ => {}
        }
    }
    assert_none(faults);
}

/// The imports below `root` that `table` does not allow. Files of `free` modules may import anything.
fn imports(root: &str, table: &[(&str, &[&str])], free: &[&str]) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = table.iter().copied().collect();
    let mut faults = Vec::new();
    for file in rust_files(root) {
        let module = file.module();
        if free.contains(&module) {
            continue;
        }
        let Some(allowed) = allowed.get(module) else {
            faults.push(format!("{}: a new module: say in the architecture test what it may import", file.name));
            continue;
        };
        for import in file.imports() {
            if import.module != module && !allowed.contains(&import.module.as_str()) {
                faults.push(format!("{}:{}: `{module}` may not import `{}`", file.name, import.line, import.module));
            }
        }
    }
    faults
}

#[track_caller]
fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
