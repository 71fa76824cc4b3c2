//! The text of the file.

use std::fmt::Write as _;

use super::{Enum, Field, Struct, names::written};

/// The longest line before a list gets a line for each item.
const WIDTH: usize = 100;

/// The file: structs, and lines about what was left out.
pub(super) fn file(structs: &[Struct], left_out: &[String]) -> String {
    let mut text = String::from(
        "//! Resources on tables that existed before, as `inspect` found them.\n\
         //!\n\
         //! It does not compile until each `todo` is replaced by a decision: `public`, `authenticated`, `owner`, `role(…)`, `scope(…)` or `policy(…)`.\n",
    );
    for line in left_out {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "//!\n//! {}", one_line(line));
    }
    text.push_str("\nuse restkit::prelude::*;\n");
    for one in structs {
        one.enums.iter().for_each(|one| enumeration(&mut text, one));
        structure(&mut text, one);
    }
    text
}

fn structure(text: &mut String, one: &Struct) {
    text.push('\n');
    docs(text, "", &one.docs);
    remarks(text, "", &one.remarks);
    attribute(text, "", "resource", &one.words);
    let decisions: Vec<String> = one.actions.iter().map(|action| format!("{action} = todo")).collect();
    attribute(text, "", "authorize", &decisions);
    let _ = writeln!(text, "pub struct {} {{", one.name);
    one.fields.iter().for_each(|one| field(text, one));
    text.push_str("}\n");
}

fn field(text: &mut String, one: &Field) {
    const INDENT: &str = "    ";
    docs(text, INDENT, &one.docs);
    remarks(text, INDENT, &one.remarks);
    if !one.rules.is_empty() {
        attribute(text, INDENT, "validate", &one.rules);
    }
    if !one.words.is_empty() {
        attribute(text, INDENT, "resource", &one.words);
    }
    let _ = writeln!(text, "{INDENT}pub {}: {},", written(&one.name), one.rust_type);
}

fn enumeration(text: &mut String, one: &Enum) {
    text.push('\n');
    docs(text, "", std::slice::from_ref(&one.docs));
    let _ = writeln!(text, "#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]\npub enum {} {{", one.name);
    for (variant, word) in &one.variants {
        if let Some(word) = word {
            let _ = writeln!(text, "    #[serde(rename = {word:?})]");
        }
        let _ = writeln!(text, "    {variant},");
    }
    text.push_str("}\n");
}

fn attribute(text: &mut String, indent: &str, name: &str, words: &[String]) {
    let line = format!("{indent}#[{name}({})]", words.join(", "));
    if line.chars().count() <= WIDTH {
        let _ = writeln!(text, "{line}");
        return;
    }
    let _ = writeln!(text, "{indent}#[{name}(");
    for word in words {
        let _ = writeln!(text, "{indent}    {word},");
    }
    let _ = writeln!(text, "{indent})]");
}

fn docs(text: &mut String, indent: &str, lines: &[String]) {
    for line in lines.iter().flat_map(|text| text.lines()) {
        let _ = writeln!(text, "{}", format!("{indent}/// {line}").trim_end());
    }
}

fn remarks(text: &mut String, indent: &str, lines: &[String]) {
    for line in lines {
        let _ = writeln!(text, "{indent}// {}", one_line(line));
    }
}

/// What a database holds may have lines of its own, which would end a comment.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
