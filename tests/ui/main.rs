//! What the macros say to somebody who made a mistake: `<kind of mistake>/*.rs`, each with the message that it must get.
//!
//! `TRYBUILD=overwrite cargo test -p restkit-ui` writes the messages anew; read them before you keep them. A message stands at the
//! word that is wrong and says what to write instead. What must compile without a word is in `pass`, a package of its own, since it
//! knows restkit under another name.

/// All are built by one run of cargo, so a new case costs little.
#[test]
fn every_mistake_is_reported_at_its_word() {
    let cases = trybuild::TestCases::new();
    let kinds = [
        "access",
        "address",
        "aggregates",
        "blocks",
        "brownfield",
        "columns",
        "computed",
        "dependencies",
        "errors",
        "items",
        "keys",
        "migrations",
        "models",
        "names",
        "pages",
        "relations",
        "repository",
        "rules",
        "schema",
        "search",
        "serde",
        "types",
        "words",
    ];
    for kind in kinds {
        cases.compile_fail(format!("{kind}/*.rs"));
    }
}
