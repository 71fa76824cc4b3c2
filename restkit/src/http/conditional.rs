//! Entity tags and preconditions (RFC 9110, section 13).
//!
//! The tag of a row is its [`RowVersion`] in quotes, with a digest of what other rows change in it where an answer says such a thing. A write is about
//! the row alone, and so looks at the version only. What a header may hold is exactly [`ENTITY_TAGS`](crate::spec::pattern::ENTITY_TAGS).

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{
    problem::{Fault, Problem, ProblemKind},
    query::RowVersion,
    resource::Precondition,
};

/// The entity tag of an answer with one row: the version of the row, and behind a point a digest of what the answer says that other rows change: what is
/// computed from them, and references that go when they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    version: RowVersion,
    beside: Option<RowVersion>,
}

impl Tag {
    pub(super) fn of(version: RowVersion, beside: Option<[u8; 16]>) -> Self {
        Self { version, beside: beside.map(RowVersion::Digest) }
    }

    /// The tag that a text stands for; `None` when no answer has it.
    fn parse(text: &str) -> Option<Self> {
        let (version, beside) = text.split_once('.').map_or((text, None), |(version, beside)| (version, Some(beside)));
        let beside = match beside.map(RowVersion::parse) {
            None => None,
            Some(Some(digest @ RowVersion::Digest(_))) => Some(digest),
            Some(_) => return None,
        };
        Some(Self { version: RowVersion::parse(version)?, beside })
    }

    pub(super) fn header(self) -> HeaderValue {
        // Of digits, of the letters of base64url, and perhaps of a point.
        let quoted = match self {
            Self { version: RowVersion::Number(number), beside: None } => {
                ["\"", itoa::Buffer::new().format(number), "\""].concat()
            }
            Self { version, beside: None } => format!("\"{version}\""),
            Self { version, beside: Some(digest) } => format!("\"{version}.{digest}\""),
        };
        HeaderValue::try_from(quoted).unwrap_or(HeaderValue::from_static("\"0\""))
    }
}

/// Reads `If-Match`. Weak tags, and tags that are no version, match nothing (strong comparison).
///
/// # Errors
/// 400 when it is malformed.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Precondition, Problem> {
    Ok(match read(headers, &header::IF_MATCH)? {
        None | Some(Tags::Any) => Precondition::Any,
        Some(Tags::List(tags)) => {
            Precondition::Versions(tags.iter().filter(|tag| !tag.weak).filter_map(|tag| Some(tag.tag()?.version)).collect())
        }
    })
}

/// Which answers the client has, by `If-None-Match`.
#[derive(Debug)]
pub(super) struct Known(Option<Tags>);

impl Known {
    /// Reads `If-None-Match`.
    ///
    /// # Errors
    /// 400 when it is malformed.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        read(headers, &header::IF_NONE_MATCH).map(Self)
    }

    /// Whether the client says what it has.
    pub(super) const fn is_said(&self) -> bool {
        self.0.is_some()
    }

    /// Whether the client has this answer (weak comparison).
    pub(super) fn has(&self, tag: Tag) -> bool {
        match &self.0 {
            None => false,
            Some(Tags::Any) => true,
            Some(Tags::List(tags)) => tags.iter().any(|known| known.tag() == Some(tag)),
        }
    }
}

#[derive(Debug)]
enum Tags {
    Any,
    List(Vec<Said>),
}

/// A tag as a header says it.
#[derive(Debug)]
struct Said {
    weak: bool,
    opaque: String,
}

impl Said {
    /// The tag that it is; `None` when no answer of ours has it.
    fn tag(&self) -> Option<Tag> {
        Tag::parse(&self.opaque)
    }
}

fn read(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Tags>, Problem> {
    if !headers.contains_key(name) {
        return Ok(None);
    }
    let mut values = Vec::new();
    for value in headers.get_all(name) {
        if !values.is_empty() {
            values.push(b',');
        }
        values.extend_from_slice(value.as_bytes().trim_ascii());
    }
    parse(&values).map(Some).ok_or_else(|| {
        let fault = Fault::header(name.as_str(), "format", "must be * or a list of entity tags, as in \"1\"");
        Problem::new(ProblemKind::INVALID_HEADER, "A header is not well-formed.").with_faults(vec![fault])
    })
}

fn parse(value: &[u8]) -> Option<Tags> {
    if value == b"*" {
        return Some(Tags::Any);
    }
    let mut tags = Vec::new();
    let mut rest = value;
    loop {
        let (weak, opened) = match rest {
            [b'W', b'/', b'"', opened @ ..] => (true, opened),
            [b'"', opened @ ..] => (false, opened),
            _ => return None,
        };
        let end = opened.iter().position(|b| *b == b'"')?;
        let (opaque, after) = opened.split_at(end);
        if !opaque.iter().all(u8::is_ascii_graphic) {
            return None;
        }
        tags.push(Said { weak, opaque: std::str::from_utf8(opaque).ok()?.to_owned() });
        rest = trim(&after[1..]);
        if rest.is_empty() {
            // White space at the end was cut off with that of the header; inside of it a list goes on.
            return (after.len() == 1).then_some(Tags::List(tags));
        }
        rest = trim(rest.strip_prefix(b",")?);
    }
}

/// Without spaces and tabs at the start.
fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(name: HeaderName, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), value.parse().unwrap())).collect()
    }

    const BESIDE: &str = "AAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn tags_are_versions_in_quotes() {
        let tag = |version| Tag::of(version, None).header();
        assert_eq!(tag(RowVersion::Number(1)), "\"1\"");
        assert_eq!(tag(RowVersion::Number(i64::MIN)), "\"-9223372036854775808\"");
        assert_eq!(tag(RowVersion::Digest([0; 16])), "\"AAAAAAAAAAAAAAAAAAAAAA\"");
    }

    #[test]
    fn what_other_rows_say_stands_behind_a_point() {
        let tag = Tag::of(RowVersion::Number(7), Some([0; 16]));
        assert_eq!(tag.header(), format!("\"7.{BESIDE}\""));
        assert_eq!(Tag::parse(&format!("7.{BESIDE}")), Some(tag));
        assert_ne!(Tag::parse("7"), Some(tag));
        for other in ["7.", "7.8", "7.x", ".", &format!("x.{BESIDE}"), &format!("7.{BESIDE}.{BESIDE}")] {
            assert_eq!(Tag::parse(other), None, "{other}");
        }
    }

    #[test]
    fn if_match_compares_strongly() {
        let read = |values: &[&str]| if_match(&headers(header::IF_MATCH, values)).unwrap();
        assert_eq!(read(&[]), Precondition::Any);
        assert_eq!(read(&["*"]), Precondition::Any);
        assert_eq!(read(&["\"3\""]), Precondition::Versions(vec![RowVersion::Number(3)]));
        assert_eq!(
            read(&["\"3\" , W/\"4\",\"x\"", "\"5\""]),
            Precondition::Versions(vec![RowVersion::Number(3), RowVersion::Number(5)])
        );
        assert_eq!(read(&["\"03\", \"+3\""]), Precondition::Versions(vec![]));
        // What other rows say is not written.
        assert_eq!(read(&[&format!("\"3.{BESIDE}\"")]), Precondition::Versions(vec![RowVersion::Number(3)]));
    }

    #[test]
    fn if_none_match_compares_weakly() {
        let known = |values: &[&str]| {
            Known::of(&headers(header::IF_NONE_MATCH, values)).unwrap().has(Tag::of(RowVersion::Number(3), None))
        };
        assert!(known(&["\"2\", W/\"3\""]) && known(&["*"]));
        assert!(!known(&[]) && !known(&["\"2\""]));
    }

    #[test]
    fn what_is_malformed_is_named() {
        for bad in ["", "3", "\"3", "\"a\" \"b\"", "*, \"a\"", "\"a\",", ",\"a\"", "w/\"a\"", "\"a b\""] {
            let problem = if_match(&headers(header::IF_MATCH, &[bad])).unwrap_err();
            assert_eq!(problem.faults()[0].code, "format", "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn headers_are_those_of_the_pattern(value in "[*W/\" \t,ab\u{e9}]{0,12}") {
            let pattern = regex::Regex::new(crate::spec::pattern::ENTITY_TAGS).unwrap();
            prop_assert_eq!(parse(value.as_bytes()).is_some(), pattern.is_match(&value));
        }
    }
}
