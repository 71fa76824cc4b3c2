//! What a verifier is told, and how a setting that does not hold is reported.

use std::fmt;

use secrecy::SecretString;

/// How many bytes an HS256 secret has at least: as many as its hash answers (RFC 7518, section 3.2).
pub const MIN_SECRET_BYTES: usize = 32;

/// The largest leeway, in seconds: clocks differ by seconds, and a larger leeway only keeps expired tokens alive.
pub const MAX_LEEWAY_SECONDS: u64 = 300;

/// How tokens are checked. Exactly one of `secret` and `public_key` is needed: it decides the one algorithm that is allowed.
///
/// ```
/// use restkit::auth::{JwtSettings, Verifier};
///
/// let settings = JwtSettings { secret: Some("a secret of thirty-two bytes, or more".into()), ..JwtSettings::default() };
/// assert!(Verifier::new(&settings).is_ok());
///
/// let wrong = Verifier::new(&JwtSettings { secret: Some("short".into()), ..JwtSettings::default() }).err();
/// assert!(wrong.is_some_and(|wrong| wrong.to_string().contains("JWT_SECRET")));
/// ```
#[derive(Clone, Debug, Default)]
pub struct JwtSettings {
    /// `JWT_SECRET`: the shared secret of HS256, at least [`MIN_SECRET_BYTES`] long.
    pub secret: Option<SecretString>,
    /// `JWT_PUBLIC_KEY`: a public key in PEM. Ed25519 stands for EdDSA, P-256 for ES256, RSA of 2048 bits or more for RS256.
    pub public_key: Option<String>,
    /// `JWT_ISSUER`: when set, a token must have exactly this `iss`.
    pub issuer: Option<String>,
    /// `JWT_AUDIENCE`: when set, a token must have this among its `aud`. When it is not set, a token that names any audience is
    /// refused, since it was made for somebody else (RFC 7519, section 4.1.3).
    pub audience: Option<String>,
    /// `JWT_LEEWAY`: by how many seconds the clock of the issuer may differ when `exp` and `nbf` are checked; at most
    /// [`MAX_LEEWAY_SECONDS`].
    pub leeway_seconds: u64,
}

/// One setting that is missing or does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingError {
    /// The name of the setting, as in `JWT_SECRET`.
    pub setting: &'static str,
    /// What is wrong with it; never the value of a secret.
    pub reason: String,
}

impl SettingError {
    /// The error of this setting for this reason.
    pub fn new(setting: &'static str, reason: impl Into<String>) -> Self {
        Self { setting, reason: reason.into() }
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.reason)
    }
}

impl std::error::Error for SettingError {}

/// Every setting that is missing or does not hold, one on each line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingErrors(pub Vec<SettingError>);

impl fmt::Display for SettingErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SettingErrors {}
