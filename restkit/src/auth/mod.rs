//! Who asks, and whether they may.
use crate::{
    problem::Problem,
    spec::{Action, Caller, Expr, ResourceSpec},
};

/// How tokens are checked.
#[derive(Clone, Debug, Default)]
pub struct JwtSettings {
    /// HS256 secret.
    pub secret: Option<secrecy::SecretString>,
    /// PEM public key: Ed25519, P-256 or RSA decides EdDSA, ES256 or RS256.
    pub public_key: Option<String>,
    pub issuer: Option<String>,
    pub audience: Option<String>,
    pub leeway_seconds: u64,
}

/// Verifies bearer tokens.
pub struct Verifier {
    _p: (),
}
impl Verifier {
    /// Err: which setting is wrong and why.
    pub fn new(_settings: &JwtSettings) -> Result<Self, String> {
        unimplemented!()
    }
    /// The caller of a request by its Authorization header: anonymous without one; 401 (RFC 6750) when it does not hold.
    pub fn authenticate(&self, _headers: &::http::HeaderMap) -> Result<Caller, Problem> {
        unimplemented!()
    }
}

/// The rows that the caller may do `action` to, or 401/403 when none whatever the row. Static parts (roles, scopes) are decided here; what is
/// left is a condition on rows. Anonymous callers pass only where `public` is written.
pub fn decide(_resource: &ResourceSpec, _action: Action, _caller: &Caller) -> Result<Expr, Problem> {
    unimplemented!()
}

/// The caller's subject as a value of the owner column (403 when it does not fit its type); None for an anonymous caller.
pub fn owner_value(_resource: &ResourceSpec, _caller: &Caller) -> Result<Option<crate::spec::Value>, Problem> {
    unimplemented!()
}
