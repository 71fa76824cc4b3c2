//! Making tokens: for development, for tests, and for apps in which users log in. Elsewhere the issuer of the tokens does it.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto::rust_crypto::DEFAULT_PROVIDER};
use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use super::settings::{JwtSettings, SettingError};

/// What a token shall say.
///
/// ```
/// use restkit::auth::{JwtSettings, TokenRequest, Verifier, sign};
///
/// let settings = JwtSettings { secret: Some("a secret of thirty-two bytes, or more".into()), ..JwtSettings::default() };
/// let token = sign(&settings, &TokenRequest::new("1").role("admin")).unwrap();
///
/// let mut headers = http::HeaderMap::new();
/// headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
/// let caller = Verifier::new(&settings).unwrap().authenticate(&headers).unwrap();
/// assert_eq!(caller.subject(), Some("1"));
/// assert!(caller.has_role("admin"));
/// ```
#[derive(Clone, Debug)]
pub struct TokenRequest {
    subject: String,
    roles: Vec<String>,
    scopes: Vec<String>,
    claims: Map<String, Value>,
    expires_in: Duration,
}

impl TokenRequest {
    /// A token for this subject, the id of a user; it lasts an hour.
    pub fn new(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            roles: Vec::new(),
            scopes: Vec::new(),
            claims: Map::new(),
            expires_in: Duration::from_secs(3600),
        }
    }

    /// With this role as well.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// With this scope as well.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// With a claim of one's own; what this token says by other means goes before it.
    #[must_use]
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.insert(name.into(), value.into());
        self
    }

    /// How long it lasts, in whole seconds.
    #[must_use]
    pub const fn expires_in(mut self, duration: Duration) -> Self {
        self.expires_in = duration;
        self
    }
}

/// A token that a [`Verifier`](super::Verifier) with the same settings takes; `None` without a secret in the settings: with a
/// public key alone nobody signs.
pub fn sign(settings: &JwtSettings, request: &TokenRequest) -> Option<String> {
    let secret = settings.secret.as_ref()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let mut body = request.claims.clone();
    let mut say = |name: &str, value: Value| body.insert(name.to_owned(), value);
    say("sub", request.subject.as_str().into());
    say("iat", now.into());
    say("exp", now.saturating_add(request.expires_in.as_secs()).into());
    for (name, setting) in [("iss", &settings.issuer), ("aud", &settings.audience)] {
        if let Some(setting) = setting {
            say(name, setting.as_str().into());
        }
    }
    if !request.roles.is_empty() {
        say("roles", request.roles.clone().into());
    }
    if !request.scopes.is_empty() {
        say("scope", request.scopes.join(" ").into());
    }
    let mut token = URL_SAFE_NO_PAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(&body).ok()?, &mut token);
    let key = EncodingKey::from_secret(secret.expose_secret().as_bytes());
    let signature = (DEFAULT_PROVIDER.signer_factory)(&Algorithm::HS256, &key).ok()?.try_sign(token.as_bytes()).ok()?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Some(token)
}
/// Makes tokens that the app itself takes, as an argument of a handler that lets somebody log in.
///
/// ```
/// use std::time::Duration;
/// use restkit::{auth::{TokenRequest, Tokens}, prelude::*};
///
/// struct Session;
///
/// /// Sessions.
/// #[api(path = "/session")]
/// impl Session {
///     /// Renews the caller's token for an hour.
///     #[post("/")]
///     #[authorize(authenticated)]
///     async fn renew(caller: Caller, tokens: Tokens) -> restkit::Result<String> {
///         let subject = caller.subject().unwrap_or_default();
///         Ok(tokens.make(&TokenRequest::new(subject).expires_in(Duration::from_secs(3600)))?)
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Tokens(Arc<JwtSettings>);

impl Tokens {
    /// Makes tokens by these settings.
    pub fn new(settings: JwtSettings) -> Self {
        Self(Arc::new(settings))
    }

    /// A signed token.
    ///
    /// # Errors
    /// When `JWT_SECRET` is missing: with a public key tokens can be checked, not made.
    pub fn make(&self, request: &TokenRequest) -> Result<String, SettingError> {
        const REASON: &str = "missing; the app makes tokens, for which a public key is not enough";
        sign(&self.0, request).ok_or_else(|| SettingError::new("JWT_SECRET", REASON))
    }
}
