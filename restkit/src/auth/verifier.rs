//! From the `Authorization` header to a caller.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, header::AUTHORIZATION};

use super::{
    challenge::{credentials_needed, invalid_token},
    claims::{Claims, Header},
    key::Key,
    settings::{JwtSettings, MAX_LEEWAY_SECONDS, SettingError, SettingErrors},
};
use crate::{problem::Problem, spec::Caller};

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// Verifies bearer tokens: JSON Web Tokens (RFC 7519) that are signed with one key and one algorithm.
///
/// A token holds when
/// - it comes in the one `Authorization` header of the request, as `Bearer <token>`, and is at most [`MAX_TOKEN_BYTES`] long;
/// - its `alg` is that of the key, its `typ`, if any, is `JWT` or `at+jwt`, and it names no critical extension (`crit`);
/// - its signature is that of the key;
/// - its `exp` is there and not over, its `nbf`, if any, has come;
/// - its `iss` and its `aud` are the ones that are set (see [`JwtSettings`]);
/// - its `sub` is a text that is not empty and holds no control character. A number is no `sub` (RFC 7519, section 4.1.2).
///
/// Roles are read from `role` (a text) and `roles` (a list of texts); scopes from `scope` (words between spaces; RFC 8693, section
/// 4.2) and from `scopes` and `scp` (a list, or words between spaces). A claim among these that is of another type refuses the token.
/// All other claims are kept for policy functions: [`Caller::claim`].
pub struct Verifier {
    key: Key,
    issuer: Option<String>,
    audience: Option<String>,
    leeway: f64,
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verifier")
            .field("algorithm", &self.key.algorithm())
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("leeway", &self.leeway)
            .finish_non_exhaustive()
    }
}

impl Verifier {
    /// Prepares the key.
    ///
    /// # Errors
    /// Every setting that is missing or does not hold, by its name.
    pub fn new(settings: &JwtSettings) -> Result<Self, SettingErrors> {
        let mut errors = Vec::new();
        if settings.leeway_seconds > MAX_LEEWAY_SECONDS {
            let reason = format!("{} seconds; at most {MAX_LEEWAY_SECONDS} are allowed", settings.leeway_seconds);
            errors.push(SettingError::new("JWT_LEEWAY", reason));
        }
        for (name, value) in [("JWT_ISSUER", &settings.issuer), ("JWT_AUDIENCE", &settings.audience)] {
            if value.as_deref() == Some("") {
                errors.push(SettingError::new(name, "empty; leave it out if it is not to be checked"));
            }
        }
        match Key::new(settings) {
            Ok(key) if errors.is_empty() => Ok(Self {
                key,
                issuer: settings.issuer.clone(),
                audience: settings.audience.clone(),
                leeway: settings.leeway_seconds as f64,
            }),
            Ok(_) => Err(SettingErrors(errors)),
            Err(error) => {
                errors.insert(0, error);
                Err(SettingErrors(errors))
            }
        }
    }

    /// The caller of a request: anonymous when it has no `Authorization` header.
    ///
    /// # Errors
    /// 401 with a challenge (RFC 6750) when there are credentials that do not hold, also where none were needed.
    pub fn authenticate(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let Some(value) = values.next() else {
            return Ok(Caller::anonymous());
        };
        if values.next().is_some() {
            return Err(refuse("There is more than one Authorization header."));
        }
        let Some(token) = bearer(value.as_bytes()) else {
            // Another scheme is no attempt at ours (RFC 6750, section 3.1): the answer says what is needed and names no error.
            return Err(credentials_needed());
        };
        if token.is_empty() || !token.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
            return Err(refuse("The Authorization header does not hold one token."));
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        self.verify(token, now).map_err(refuse)
    }

    /// The caller that a token names at a time in seconds since 1970; the error is a sentence for the client.
    fn verify(&self, token: &str, now: f64) -> Result<Caller, &'static str> {
        // One sentence for whatever precedes a good signature: somebody without the key learns nothing from it.
        const INVALID: &str = "The token is not valid.";
        if token.len() > MAX_TOKEN_BYTES {
            return Err(INVALID);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(INVALID)?;
        let (header, claims) = message.split_once('.').ok_or(INVALID)?;
        self.check_header(header).ok_or(INVALID)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| INVALID)?;
        if !self.key.verify(message.as_bytes(), &signature) {
            return Err(INVALID);
        }
        let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| INVALID)?;
        let claims: Claims = serde_json::from_slice(&claims).map_err(|_| "A claim of the token is malformed.")?;
        self.check_times(&claims, now)?;
        self.check_parties(&claims)?;
        let subject = claims.subject.ok_or("The token has no sub claim.")?;
        if subject.is_empty() || subject.chars().any(char::is_control) {
            return Err("The sub claim of the token is malformed.");
        }
        Ok(Caller::new(subject).with_roles(claims.roles).with_scopes(claims.scopes).with_claims(claims.others))
    }

    fn check_header(&self, encoded: &str) -> Option<()> {
        let header = URL_SAFE_NO_PAD.decode(encoded).ok()?;
        let header: Header<'_> = serde_json::from_slice(&header).ok()?;
        // Other kinds of tokens that an issuer signs with the same key (logout, events) are no credentials (RFC 8725, section 3.11).
        let kind_fits = header.typ.is_none_or(|typ| {
            let typ = typ.strip_prefix("application/").unwrap_or(&typ);
            typ.eq_ignore_ascii_case("jwt") || typ.eq_ignore_ascii_case("at+jwt")
        });
        (header.alg == self.key.algorithm() && kind_fits && !header.crit.0).then_some(())
    }

    fn check_times(&self, claims: &Claims, now: f64) -> Result<(), &'static str> {
        let expires = claims.expires.ok_or("The token has no exp claim.")?;
        if now >= expires + self.leeway {
            return Err("The token has expired.");
        }
        if claims.not_before.is_some_and(|not_before| now + self.leeway < not_before) {
            return Err("The token is not valid yet.");
        }
        Ok(())
    }

    fn check_parties(&self, claims: &Claims) -> Result<(), &'static str> {
        if self.issuer.is_some() && self.issuer != claims.issuer {
            return Err("The token is from another issuer.");
        }
        let for_us = match (&self.audience, &claims.audience) {
            (Some(audience), Some(named)) => named.contains(audience),
            (Some(_), None) => false,
            (None, named) => named.is_none(),
        };
        if for_us { Ok(()) } else { Err("The token is for another audience.") }
    }
}

fn refuse(reason: &'static str) -> Problem {
    tracing::debug!(reason, "credentials refused");
    invalid_token(reason)
}

/// What follows the scheme `Bearer`, which may be written in any case (RFC 9110, section 11.1); `None` for another scheme.
fn bearer(value: &[u8]) -> Option<&str> {
    let value = std::str::from_utf8(value).ok()?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_matches(' '))
}

#[cfg(test)]
#[path = "verifier_tests.rs"]
mod tests;
