//! A short text that matches a regular expression, for examples.

use regex_syntax::hir::{Class, Hir, HirKind};

/// How long a sample may grow; a pattern that asks for more gets no example.
const LONGEST: usize = 1_000;

/// A text that contains a match of `pattern`, always the same one; `None` when none was found.
pub(super) fn matching(pattern: &str) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut out = String::new();
    write(&hir, &mut out)?;
    // Word boundaries and anchors in the middle are not looked at while writing, so the result is asked.
    regex::Regex::new(pattern).ok()?.is_match(&out).then_some(out)
}

fn write(hir: &Hir, out: &mut String) -> Option<()> {
    if out.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => out.push(character(class)?),
        HirKind::Repetition(repetition) => {
            // Once where it may be left out: `[a-z]*` reads better as `a` than as nothing.
            let times = if repetition.max == Some(0) { 0 } else { repetition.min.max(1) };
            for _ in 0..times {
                let before = out.len();
                write(&repetition.sub, out)?;
                // What writes nothing once writes nothing however often.
                if out.len() == before {
                    break;
                }
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, out)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, out))?,
        HirKind::Alternation(parts) => write(parts.first()?, out)?,
    }
    Some(())
}

/// A readable member of a class: a letter or digit where there is one.
fn character(class: &Class) -> Option<char> {
    let contains = |c: char| match class {
        Class::Unicode(class) => class.ranges().iter().any(|range| range.start() <= c && c <= range.end()),
        Class::Bytes(class) => {
            u8::try_from(c).is_ok_and(|byte| class.ranges().iter().any(|range| range.start() <= byte && byte <= range.end()))
        }
    };
    let first = match class {
        Class::Unicode(class) => class.ranges().first().map(|range| range.start()),
        Class::Bytes(class) => class.ranges().first().map(|range| char::from(range.start())),
    };
    ('a'..='z').chain('A'..='Z').chain('0'..='9').find(|c| contains(*c)).or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_match() {
        assert_eq!(matching("^[A-Z]{2}-[0-9]{3}$").as_deref(), Some("AA-000"));
        assert_eq!(matching("^(?:red|green)$").as_deref(), Some("red"));
        assert_eq!(matching("^[a-z]*$").as_deref(), Some("a"));
        assert_eq!(matching("^a{2000}$"), None);
        assert_eq!(matching("[a-z&&[0-9]]"), None);
        assert_eq!(matching("("), None);
        assert_eq!(matching("^(?:){1000}$").as_deref(), Some(""));
    }
}
