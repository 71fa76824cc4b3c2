//! A short text that matches a regular expression, for examples.

use regex_syntax::hir::{Class, Hir, HirKind};

/// How long a sample may grow; a pattern that asks for more gets no example.
const LONGEST: usize = 1_000;

/// How often a repetition without an end is done more often than it has to be.
const REPETITIONS: u32 = 64;

/// A text that contains a match of `pattern` and passes `fits`, always the same one for a number; texts of different numbers differ as
/// long as the pattern leaves that many. `None` when none was found.
pub(super) fn matching(pattern: &str, number: u64, fits: &dyn Fn(&str) -> bool) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    // Word boundaries and anchors in the middle are not looked at while writing, so the result is asked.
    let regex = regex::Regex::new(pattern).ok()?;
    (0..=REPETITIONS).find_map(|more| {
        let mut sample = Sample { out: String::new(), left: number, more };
        sample.write(&hir)?;
        (sample.left == 0 && regex.is_match(&sample.out) && fits(&sample.out)).then_some(sample.out)
    })
}

/// A sample in the making. Each choice takes a digit of the number, so that no two numbers choose alike.
struct Sample {
    out: String,
    left: u64,
    more: u32,
}

impl Sample {
    fn choose(&mut self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).unwrap_or(u64::MAX);
        let digit = self.left % count;
        self.left /= count;
        usize::try_from(digit).unwrap_or(0)
    }

    fn write(&mut self, hir: &Hir) -> Option<()> {
        if self.out.len() > LONGEST {
            return None;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.out.push_str(std::str::from_utf8(&literal.0).ok()?),
            HirKind::Class(class) => {
                let characters = characters(class)?;
                let chosen = self.choose(characters.len());
                self.out.push(*characters.get(chosen)?);
            }
            HirKind::Repetition(repetition) => {
                // Once where it may be left out: `[a-z]*` reads better as `a` than as nothing.
                let times = repetition.min.max(1).saturating_add(self.more).min(repetition.max.unwrap_or(u32::MAX));
                for _ in 0..times {
                    let before = self.out.len();
                    self.write(&repetition.sub)?;
                    // What writes nothing once writes nothing however often.
                    if self.out.len() == before {
                        break;
                    }
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub)?,
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.write(part))?,
            HirKind::Alternation(parts) => {
                let chosen = self.choose(parts.len());
                self.write(parts.get(chosen)?)?;
            }
        }
        Some(())
    }
}

/// The readable members of a class: letters and digits where there are any.
fn characters(class: &Class) -> Option<Vec<char>> {
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
    let readable: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').filter(|c| contains(*c)).collect();
    if readable.is_empty() { first.map(|first| vec![first]) } else { Some(readable) }
}

#[cfg(test)]
mod tests {
    fn matching(pattern: &str) -> Option<String> {
        super::matching(pattern, 0, &|_| true)
    }

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

    #[test]
    fn samples_of_different_numbers_differ() {
        for (pattern, count) in [("^[A-Z]{2}-[0-9]{3}$", 2_000), ("^[a-z]+$", 2_000), ("^(?:red|green)$", 2), ("^[ab]{3}$", 8)] {
            let samples: Vec<_> = (0..count).map(|number| super::matching(pattern, number, &|_| true).unwrap()).collect();
            let distinct: std::collections::BTreeSet<_> = samples.iter().collect();
            assert_eq!(distinct.len(), samples.len(), "{pattern}: {samples:?}");
        }
        assert_eq!(super::matching("^[ab]{3}$", 8, &|_| true), None);
        assert_eq!(super::matching("^[a-z]+$", 0, &|text| text.len() >= 5).as_deref(), Some("aaaaa"));
    }
}
