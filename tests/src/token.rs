//! Tokens for tests.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

/// The secret of every app that is not given another one.
pub const SECRET: &str = "a secret of the tests, which protects nothing at all";

/// A token in the making: a subject, good for five minutes, signed with [`SECRET`].
#[derive(Clone, Debug)]
pub struct Token {
    claims: Map<String, Value>,
}

impl Token {
    /// A token of this subject.
    pub fn of(subject: impl ToString) -> Self {
        Self { claims: Map::new() }.claim("sub", subject.to_string()).expires_in(300)
    }

    /// The same token with these roles.
    #[must_use]
    pub fn roles(self, roles: &[&str]) -> Self {
        self.claim("roles", json!(roles))
    }

    /// The same token with these scopes, separated by spaces as RFC 8693 has it.
    #[must_use]
    pub fn scope(self, scope: &str) -> Self {
        self.claim("scope", scope)
    }

    /// The same token with a claim set.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// The same token without a claim.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    /// The same token, good until this many seconds from now; negative for one that is over.
    #[must_use]
    pub fn expires_in(self, seconds: i64) -> Self {
        self.claim("exp", seconds_from_now(seconds))
    }

    /// The token, signed as apps of the tests expect it.
    pub fn sign(&self) -> String {
        self.sign_with(Algorithm::HS256, &EncodingKey::from_secret(SECRET.as_bytes()))
    }

    /// The token, signed in another way.
    pub fn sign_with(&self, algorithm: Algorithm, key: &EncodingKey) -> String {
        jsonwebtoken::encode(&Header::new(algorithm), &self.claims, key).expect("a token")
    }

    /// What the token says.
    pub const fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }
}

/// A moment as JWT has it, so many seconds from now.
pub fn seconds_from_now(seconds: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    i64::try_from(now).unwrap_or(i64::MAX).saturating_add(seconds)
}
