//! Entity tags and preconditions (RFC 9110, section 13).
//!
//! The tag of a row is its [`RowVersion`] in quotes. What a header may hold is exactly [`ENTITY_TAGS`](crate::spec::pattern::ENTITY_TAGS).

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{
    problem::{Fault, Problem, ProblemKind},
    query::RowVersion,
    resource::Precondition,
};

/// The entity tag of a version.
pub(super) fn tag(version: RowVersion) -> HeaderValue {
    // Of digits, or of the letters of base64url.
    let quoted = |text: &str| HeaderValue::try_from(["\"", text, "\""].concat()).unwrap_or(HeaderValue::from_static("\"0\""));
    match version {
        RowVersion::Number(number) => quoted(itoa::Buffer::new().format(number)),
        digest @ RowVersion::Digest(_) => quoted(&digest.to_string()),
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
            Precondition::Versions(tags.iter().filter(|tag| !tag.weak).filter_map(|tag| tag.version()).collect())
        }
    })
}

/// Which versions the client has, by `If-None-Match`.
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

    /// Whether the client has this version (weak comparison).
    pub(super) fn has(&self, version: RowVersion) -> bool {
        match &self.0 {
            None => false,
            Some(Tags::Any) => true,
            Some(Tags::List(tags)) => tags.iter().any(|tag| tag.version() == Some(version)),
        }
    }
}

#[derive(Debug)]
enum Tags {
    Any,
    List(Vec<Tag>),
}

#[derive(Debug)]
struct Tag {
    weak: bool,
    opaque: String,
}

impl Tag {
    /// The version that the tag stands for; `None` when no row of ours has it.
    fn version(&self) -> Option<RowVersion> {
        RowVersion::parse(&self.opaque)
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
        tags.push(Tag { weak, opaque: std::str::from_utf8(opaque).ok()?.to_owned() });
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

    #[test]
    fn tags_are_versions_in_quotes() {
        assert_eq!(tag(RowVersion::Number(1)), "\"1\"");
        assert_eq!(tag(RowVersion::Number(i64::MIN)), "\"-9223372036854775808\"");
        assert_eq!(tag(RowVersion::Digest([0; 16])), "\"AAAAAAAAAAAAAAAAAAAAAA\"");
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
    }

    #[test]
    fn if_none_match_compares_weakly() {
        let known = |values: &[&str]| Known::of(&headers(header::IF_NONE_MATCH, values)).unwrap().has(RowVersion::Number(3));
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
