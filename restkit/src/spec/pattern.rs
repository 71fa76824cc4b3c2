//! Patterns that say exactly which texts are accepted.
//!
//! The OpenAPI document shows them and the `input` module checks them, so both must use these and no copies. Each is written in
//! the syntax that the `regex` crate and ECMA-262 share, and anchored at both ends: a text is accepted when the pattern matches.

/// A text without NUL, which PostgreSQL cannot store.
pub const NUL_FREE: &str = r"^[^\u0000]*$";

/// The same without a comma.
pub const COMMA_FREE: &str = r"^[^,\u0000]*$";

/// The name of a member inside JSON: a text without NUL, and no name that serde_json keeps for itself (see [`OF_SERDE_JSON`]); by a
/// lookahead, and so for the document only, since the `regex` crate has none.
pub const MEMBER_NAME: &str = r"^(?!\$serde_json::private::)[^\u0000]*$";

/// The name of a member in a part of a document that is looked for: as [`MEMBER_NAME`], without quotes, backslashes and control characters.
pub const LEADING_NAME: &str = r#"^(?!\$serde_json::private::)[^"\\\u0000-\u001f\u007f-\u009f]*$"#;

/// What the names begin with by which serde_json tells its own wrappers from the objects of others. A member of such a name is read as
/// something else than was written, when a value is made of it.
pub const OF_SERDE_JSON: &str = "$serde_json::private::";

/// A text without NUL that has at least one character that is not white space (Unicode `White_Space`, as `char::is_whitespace` has it).
pub const NON_BLANK: &str = concat!(
    r"^[^\u0000]*[^\u0000\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]",
    r"[^\u0000]*$"
);

/// An email address: a local part of atoms with single dots between them, and a host name. Stricter than HTML forms only about
/// dots, so that whatever passes is also an address to RFC 5321. Besides, the local part has at most 64 characters and the host
/// at most 255; see [`EMAIL_EXACT`].
pub const EMAIL: &str = concat!(
    r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*",
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"
);

/// [`EMAIL`] with the lengths of its parts, by a lookahead: for the document only, since the `regex` crate has none.
pub const EMAIL_EXACT: &str = concat!(
    r"^(?=[^@]{1,64}@[^@]{1,255}$)",
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*",
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"
);

/// An absolute URL with a host: what RFC 3986 and the URL Standard both take, written in ASCII, without credentials. A host whose
/// last label is a number has to be an IPv4 address. Beyond the pattern, a label in Punycode has to decode.
pub const URL: &str = concat!(
    r"^[A-Za-z][A-Za-z0-9+.-]*://",
    r"(?:(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?",
    r"|(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))",
    r"(?::(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?",
    r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?",
    r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?",
    r"(?:#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?$"
);

/// A decimal number with up to 18 digits before the point and up to 10 after it: what an exact decimal of 28 digits always holds.
pub const DECIMAL: &str = r"^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,10})?$";

/// [`DECIMAL`] from 0 on.
pub const DECIMAL_FROM_0: &str = r"^(?:-0(?:\.0{1,10})?|(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,10})?)$";

/// [`DECIMAL`] from 1 on.
pub const DECIMAL_FROM_1: &str = r"^[1-9][0-9]{0,17}(?:\.[0-9]{1,10})?$";

/// A UUID with hyphens.
pub const UUID: &str = r"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$";

/// Base64 (RFC 4648, section 4) with padding and without stray bits.
pub const BASE64: &str = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$";

macro_rules! date {
    () => {
        concat!(
            r"(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)",
            r"|02-(?:0[1-9]|1[0-9]|2[0-8]))",
            r"|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
        )
    };
}

macro_rules! time {
    () => {
        r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
    };
}

/// A date of the Gregorian calendar in the years 0000 to 9999.
pub const DATE: &str = concat!("^", date!(), "$");

/// A time of day with at most microseconds.
pub const TIME: &str = concat!("^", time!(), "$");

/// A date and a time without a zone.
pub const DATE_TIME: &str = concat!("^", date!(), "T", time!(), "$");

/// A moment as RFC 3339 has it, in capital letters, with at most microseconds and without leap seconds.
pub const TIMESTAMP: &str = concat!("^", date!(), "T", time!(), r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$");

/// The value of `If-Match` and `If-None-Match`: `*` or a list of entity tags (RFC 9110, in ASCII).
pub const ENTITY_TAGS: &str = r#"^(?:\*|(?:W/)?"[\x21\x23-\x7e]*"(?:[ \t]*,[ \t]*(?:W/)?"[\x21\x23-\x7e]*")*)$"#;

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        regex::Regex::new(pattern).unwrap().is_match(text)
    }

    #[test]
    fn blank_texts_and_nul_are_told_apart() {
        assert!(matches(NUL_FREE, "") && matches(NUL_FREE, "a\nb") && !matches(NUL_FREE, "a\0b"));
        assert!(matches(NON_BLANK, " a\n") && !matches(NON_BLANK, "a\0"));
        let blank: String = (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| c.is_whitespace()).collect();
        assert!(!matches(NON_BLANK, &blank));
        let rest = (1..=0x10_ffff).filter_map(char::from_u32).filter(|c| !c.is_whitespace());
        let pattern = regex::Regex::new(NON_BLANK).unwrap();
        for c in rest.step_by(997).chain(['\u{200b}', '\u{feff}', '\u{180e}']) {
            assert!(pattern.is_match(c.encode_utf8(&mut [0; 4])), "{c:?}");
        }
    }

    #[test]
    fn names_in_a_part_of_a_document_are_those_that_can_be_looked_into() {
        // The lookahead is for the document alone.
        let pattern = LEADING_NAME.replace(r"(?!\$serde_json::private::)", "");
        assert_ne!(pattern, LEADING_NAME);
        let pattern = regex::Regex::new(&pattern).unwrap();
        for c in (0..0x300).chain([0x2028, 0xfeff, 0x1_f600]).filter_map(char::from_u32) {
            let name = format!("a{c}b");
            assert_eq!(pattern.is_match(&name), crate::spec::leads(&name), "{c:?}");
        }
    }

    #[test]
    fn addresses_have_atoms_and_a_host() {
        for good in ["a@b", "ada.lovelace@example.com", "a+b!@x-y.z", "0@0"] {
            assert!(matches(EMAIL, good), "{good}");
        }
        for bad in ["", "@", "a@", "@b", "a..b@c", ".a@b", "a.@b", "a@-b", "a@b-", "a@b..c", "a b@c", "a@b\n", "ä@b", "a@b@c"] {
            assert!(!matches(EMAIL, bad), "{bad}");
        }
        assert_eq!(EMAIL[1..], EMAIL_EXACT[r"^(?=[^@]{1,64}@[^@]{1,255}$)".len()..]);
    }

    #[test]
    fn urls_are_absolute_and_have_a_host() {
        for good in [
            "https://example.com",
            "HTTP://a-b.C:65535/x%20y;z?q=/?#f?",
            "ftp://127.0.0.1/",
            "git+ssh://h0",
            "https://xn--bcher-kva.example",
            "http://1.2.a",
        ] {
            assert!(matches(URL, good), "{good}");
            assert!(garde::rules::url::apply(&good, ()).is_ok(), "{good}");
        }
        for bad in [
            "",
            "/a",
            "example.com",
            "mailto:a@b",
            "https://",
            "https:///a",
            "https://a b",
            "https://a/%2",
            "https://a/é",
            "https://a:65536",
            "https://256.1.1.1",
            "https://1.2.3",
            "https://0x7f",
            "https://u:p@a",
            "https://-a",
            "https://a#b#c",
            "https://a/\n",
            "1a://b",
        ] {
            assert!(!matches(URL, bad), "{bad}");
        }
    }

    #[test]
    fn dates_know_the_calendar() {
        for year in [0, 4, 100, 1900, 2000, 2023, 2024, 9999] {
            for month in 0..=13 {
                for day in 0..=32 {
                    let text = format!("{year:04}-{month:02}-{day:02}");
                    let exists = chrono::NaiveDate::from_ymd_opt(year, month, day).is_some();
                    assert_eq!(matches(DATE, &text), exists, "{text}");
                }
            }
        }
        assert!(matches(DATE_TIME, "2026-11-21T10:00:00.5") && !matches(DATE_TIME, "2026-11-21T10:00:00Z"));
        assert!(matches(TIMESTAMP, "2026-11-21T10:00:00+01:30") && !matches(TIMESTAMP, "2026-11-21t10:00:00z"));
        assert!(!matches(TIMESTAMP, "2026-11-21T23:59:60Z") && !matches(TIME, "24:00:00"));
    }

    #[test]
    fn base64_has_one_spelling() {
        for good in ["", "AA==", "AAA=", "AAAA", "/+8="] {
            assert!(matches(BASE64, good), "{good}");
        }
        for bad in ["A", "AA", "AAA", "AB==", "AAB=", "AA=A", "AAAA\n", "-_8="] {
            assert!(!matches(BASE64, bad), "{bad}");
        }
    }

    #[test]
    fn decimals_fit() {
        let widest = "-999999999999999999.9999999999";
        assert!(matches(DECIMAL, widest) && widest.parse::<rust_decimal::Decimal>().unwrap().to_string() == widest);
        for bad in ["", "-", "1.", ".5", "1e3", "01", "+1", "1000000000000000000"] {
            assert!(!matches(DECIMAL, bad), "{bad}");
        }
        for text in
            ["-1", "-0.5", "-0.0000000001", "-0", "-0.00", "0", "0.00", "0.5", "0.9999999999", "1", "1.0", "10.25", widest]
        {
            let number: rust_decimal::Decimal = text.parse().unwrap();
            assert_eq!(matches(DECIMAL_FROM_0, text), number >= 0.into(), "{text}");
            assert_eq!(matches(DECIMAL_FROM_1, text), number >= 1.into(), "{text}");
        }
    }

    #[test]
    fn entity_tags_come_alone_or_in_lists() {
        for good in ["*", r#""1""#, r#"W/"1", "b""#, r#""""#] {
            assert!(matches(ENTITY_TAGS, good), "{good}");
        }
        for bad in ["", "1", r#""a" "b""#, r#"*, "a""#, r#""a"b""#, r#"w/"a""#, r#""a b""#] {
            assert!(!matches(ENTITY_TAGS, bad), "{bad}");
        }
    }
}
