//! Who asks.

use std::{
    any::Any,
    fmt,
    sync::{Arc, Weak},
};

/// The caller of a request: nobody known, or a subject with roles and scopes.
///
/// Filled from a verified token; policies decide by it. The caller that a handler takes also knows its request, for as long as that runs: what a
/// policy function takes besides the caller is made in it. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caller {
    who: Arc<Who>,
    request: Asking,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Who {
    subject: Option<String>,
    roles: Vec<String>,
    scopes: Vec<String>,
    claims: serde_json::Map<String, serde_json::Value>,
}

/// The request that somebody makes, as the module `inject` knows it. Two callers are the same whatever they ask.
#[derive(Clone, Default)]
struct Asking(Option<Weak<dyn Any + Send + Sync>>);

impl PartialEq for Asking {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Asking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "a request" } else { "no request" })
    }
}

impl Caller {
    /// Nobody: a request without credentials.
    pub fn anonymous() -> Self {
        Self::default()
    }

    /// An authenticated caller; `subject` is the `sub` of the token, the id of the user.
    pub fn new(subject: impl Into<String>) -> Self {
        Self { who: Arc::new(Who { subject: Some(subject.into()), ..Who::default() }), request: Asking::default() }
    }

    /// The same caller with these roles.
    #[must_use]
    pub fn with_roles(mut self, roles: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Arc::make_mut(&mut self.who).roles = roles.into_iter().map(Into::into).collect();
        self.in_no_request()
    }

    /// The same caller with these scopes.
    #[must_use]
    pub fn with_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Arc::make_mut(&mut self.who).scopes = scopes.into_iter().map(Into::into).collect();
        self.in_no_request()
    }

    /// The same caller with further claims of the token.
    #[must_use]
    pub fn with_claims(mut self, claims: serde_json::Map<String, serde_json::Value>) -> Self {
        Arc::make_mut(&mut self.who).claims = claims;
        self.in_no_request()
    }

    /// The same caller, who makes this request.
    pub(crate) fn in_request(mut self, request: Weak<dyn Any + Send + Sync>) -> Self {
        self.request = Asking(Some(request));
        self
    }

    /// The request that the caller makes, while it runs.
    pub(crate) fn request(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        self.request.0.as_ref()?.upgrade()
    }

    /// Somebody else than who asks: what a request has made for its caller is not theirs.
    fn in_no_request(mut self) -> Self {
        self.request = Asking(None);
        self
    }

    /// The subject; `None` when nobody is authenticated.
    pub fn subject(&self) -> Option<&str> {
        self.who.subject.as_deref()
    }

    /// Whether somebody is authenticated.
    pub fn is_authenticated(&self) -> bool {
        self.who.subject.is_some()
    }

    /// The roles.
    pub fn roles(&self) -> &[String] {
        &self.who.roles
    }

    /// The scopes.
    pub fn scopes(&self) -> &[String] {
        &self.who.scopes
    }

    /// The claims of the token that restkit does not interpret.
    pub fn claims(&self) -> &serde_json::Map<String, serde_json::Value> {
        &self.who.claims
    }

    /// Whether the caller has this role.
    pub fn has_role(&self, role: &str) -> bool {
        self.who.roles.iter().any(|r| r == role)
    }

    /// Whether the caller's token carries this scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.who.scopes.iter().any(|s| s == scope)
    }

    /// A claim of the token that restkit does not interpret.
    pub fn claim(&self, name: &str) -> Option<&serde_json::Value> {
        self.who.claims.get(name)
    }
}
