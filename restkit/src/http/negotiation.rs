//! Media types and preferences.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::problem::{Problem, ProblemKind};

/// What a create body is.
pub(super) const JSON: &[&str] = &["application/json"];

/// What a patch body is.
pub(super) const PATCHES: &[&str] = &["application/merge-patch+json", "application/json"];

/// The header that says what a patch body can be (RFC 5789).
pub(super) const ACCEPT_PATCH_NAME: HeaderName = HeaderName::from_static("accept-patch");

/// Its value.
pub(super) const ACCEPT_PATCH: HeaderValue = HeaderValue::from_static("application/merge-patch+json, application/json");

/// The header that says what the body of a query can be (RFC 10008).
pub(super) const ACCEPT_QUERY_NAME: HeaderName = HeaderName::from_static("accept-query");

/// Its value.
pub(super) const ACCEPT_QUERY: HeaderValue = HeaderValue::from_static("application/json");

/// Which wishes were granted (RFC 7240).
pub(super) const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// Whether the client takes JSON.
///
/// # Errors
/// 406 when no media range admits it, or the most specific one that does has the weight 0.
pub(super) fn accepts_json(headers: &HeaderMap) -> Result<(), Problem> {
    // The most specific range decides: 2 for `application/json`, 1 for `application/*`, 0 for `*/*`.
    let mut best: Option<(u8, bool)> = None;
    let mut any = false;
    for value in headers.get_all(header::ACCEPT) {
        if value == "*/*" || value == "application/json" {
            any = true;
            best = best.max(Some((if value == "*/*" { 0 } else { 2 }, true)));
            continue;
        }
        let Ok(value) = value.to_str() else { continue };
        for range in value.split(',').map(str::trim).filter(|range| !range.is_empty()) {
            any = true;
            let mut parts = range.split(';').map(str::trim);
            let media_type = parts.next().unwrap_or_default();
            let specific = if media_type.eq_ignore_ascii_case("application/json") {
                2
            } else if media_type.eq_ignore_ascii_case("application/*") {
                1
            } else if media_type == "*/*" {
                0
            } else {
                continue;
            };
            let wanted = parts.all(|parameter| !is_zero_weight(parameter));
            best = best.max(Some((specific, wanted)));
        }
    }
    match best {
        Some((_, true)) => Ok(()),
        None if !any => Ok(()),
        _ => Err(Problem::new(ProblemKind::NOT_ACCEPTABLE, "Answers are in application/json only.")),
    }
}

/// `q=0`, `q=0.000` and the like.
fn is_zero_weight(parameter: &str) -> bool {
    let Some((name, weight)) = parameter.split_once('=') else { return false };
    name.trim_end().eq_ignore_ascii_case("q") && weight.trim().parse().is_ok_and(|weight: f32| weight <= 0.0)
}

/// Whether the body is of one of these media types, and not compressed.
///
/// # Errors
/// 415; for patches with `Accept-Patch`.
pub(super) fn check_content_type(headers: &HeaderMap, offered: &'static [&'static str]) -> Result<(), Problem> {
    let refuse = |detail: String| {
        let problem = Problem::new(ProblemKind::UNSUPPORTED_MEDIA_TYPE, detail);
        Err(if offered == PATCHES { problem.with_header(ACCEPT_PATCH_NAME, ACCEPT_PATCH) } else { problem })
    };
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return refuse(format!("The body needs one Content-Type: {}.", offered.join(" or ")));
    };
    if offered.iter().all(|offered| value != offered) && !value.to_str().is_ok_and(|value| is_offered(value, offered)) {
        return refuse(format!("The body has to be {} in UTF-8.", offered.join(" or ")));
    }
    let encodings = headers.get_all(header::CONTENT_ENCODING);
    if encodings.iter().any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return refuse("The body has to come without Content-Encoding.".to_owned());
    }
    Ok(())
}

/// Whether a `Content-Type` is one of those offered. The one parameter with a meaning is `charset`, which has to be UTF-8.
fn is_offered(value: &str, offered: &[&str]) -> bool {
    let mut parts = value.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    offered.iter().any(|offered| media_type.eq_ignore_ascii_case(offered))
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, charset)) if name.eq_ignore_ascii_case("charset") => {
                charset.trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            Some(_) => true,
            None => parameter.is_empty(),
        })
}

/// Whether the client wants no stored answer (`Cache-Control: no-cache`, `no-store` or `max-age=0`; RFC 9111).
pub(super) fn wants_newest(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(header::CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|word| {
        let word = word.trim();
        ["no-cache", "no-store", "max-age=0"].iter().any(|newest| word.eq_ignore_ascii_case(newest))
    })
}

/// Whether the client prefers an answer without the row (`Prefer: return=minimal`, RFC 7240). The first `return` counts.
pub(super) fn prefers_minimal(headers: &HeaderMap) -> bool {
    let values = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    let mut preferences = values.flat_map(|value| value.split(','));
    preferences
        .find_map(|preference| {
            let (name, value) = preference.split(';').next()?.split_once('=')?;
            let value = value.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("return").then(|| value.eq_ignore_ascii_case("minimal"))
        })
        .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_most_specific_range_decides() {
        for good in [
            &[][..],
            &[""],
            &["*/*"],
            &["application/json"],
            &["Application/JSON; charset=utf-8"],
            &["text/html, application/*;q=0.1"],
            &["text/html", "application/json;q=0.5"],
            &["*/*;q=0, application/json"],
            &["application/*;q=0, application/json;q=0.001"],
        ] {
            assert!(accepts_json(&headers("accept", good)).is_ok(), "{good:?}");
        }
        for bad in [
            &["text/html"][..],
            &["application/problem+json"],
            &["*/*, application/json;q=0"],
            &["*/*;q=0.000"],
            &["application/json; q = 0"],
            &["application/xml, text/*"],
        ] {
            assert!(accepts_json(&headers("accept", bad)).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn bodies_are_json_in_utf_8() {
        let check = |values: &[&str], offered| check_content_type(&headers("content-type", values), offered).is_ok();
        assert!(check(&["application/json"], JSON));
        assert!(check(&["application/JSON; charset=\"UTF-8\""], JSON));
        assert!(check(&["application/merge-patch+json"], PATCHES));
        for bad in [&[][..], &["application/merge-patch+json"], &["application/json;charset=latin1"], &["text/plain"], &[""]] {
            assert!(!check(bad, JSON), "{bad:?}");
        }
        assert!(!check(&["application/json", "text/plain"], JSON));
        assert!(!check(&["application/json-patch+json"], PATCHES));
        let mut compressed = headers("content-type", &["application/json"]);
        compressed.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(check_content_type(&compressed, JSON).is_err());
    }

    #[test]
    fn preferences_are_read() {
        for (value, minimal) in [
            ("return=minimal", true),
            ("respond-async, Return = \"minimal\"; foo=bar", true),
            ("return=representation", false),
            ("return=representation, return=minimal", false),
            ("wait=10", false),
            ("", false),
        ] {
            assert_eq!(prefers_minimal(&headers("prefer", &[value])), minimal, "{value}");
        }
    }
}
