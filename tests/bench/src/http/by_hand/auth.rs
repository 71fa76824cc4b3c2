//! Who asks: bearer tokens, verified once per request.

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderValue, header, request::Parts},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;

use super::problem::Problem;

/// A verified caller.
pub(super) struct Caller {
    /// The id of the user.
    pub id: i64,
    /// Whether they may see and change everything.
    pub admin: bool,
}

/// Verifies tokens.
pub(super) struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    #[serde(default)]
    roles: Vec<String>,
}

impl Verifier {
    /// A verifier of HS256 tokens under `secret`.
    pub(super) fn new(secret: &[u8]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_aud = false;
        Self { key: DecodingKey::from_secret(secret), validation }
    }

    fn verify(&self, authorization: Option<&HeaderValue>) -> Result<Caller, Problem> {
        let header = authorization.ok_or_else(Problem::no_token)?;
        let token = header
            .to_str()
            .ok()
            .and_then(|text| text.split_at_checked("bearer ".len()))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer "))
            .map(|(_, token)| token.trim())
            .ok_or_else(Problem::bad_token)?;
        let claims = decode::<Claims>(token, &self.key, &self.validation).map_err(|_| Problem::bad_token())?.claims;
        let id = claims.sub.parse().map_err(|_| Problem::forbidden())?;
        Ok(Caller { id, admin: claims.roles.iter().any(|role| role == "admin") })
    }
}

impl<S: Sync> FromRequestParts<S> for Caller
where
    std::sync::Arc<Verifier>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        <std::sync::Arc<Verifier>>::from_ref(state).verify(parts.headers.get(header::AUTHORIZATION))
    }
}
