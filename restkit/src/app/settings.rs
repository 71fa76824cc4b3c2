//! What an app needs to be built, by value.

use secrecy::{ExposeSecret, SecretString};

use crate::{
    auth::{JwtSettings, MIN_SECRET_BYTES, SettingError},
    db::Db,
    query::CursorKey,
};

/// What [`App::build`](super::App::build) needs: a database and the key that tokens are checked with.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(super) db: Db,
    pub(super) jwt: JwtSettings,
    pub(super) secret_key: Option<SecretString>,
}

impl Settings {
    /// These settings; cursors are sealed under a key that is derived from the secret of the tokens.
    pub const fn new(db: Db, jwt: JwtSettings) -> Self {
        Self { db, jwt, secret_key: None }
    }

    /// Seals cursors under this key, of at least 32 bytes. Needed when tokens are checked with a public key, which is no secret;
    /// all instances of an app need the same one.
    #[must_use]
    pub fn secret_key(mut self, key: impl Into<SecretString>) -> Self {
        self.secret_key = Some(key.into());
        self
    }
}

/// The key that cursors are sealed with.
pub(super) fn cursor_key(secret_key: Option<&SecretString>, jwt: &JwtSettings) -> Result<CursorKey, SettingError> {
    const NAME: &str = "SECRET_KEY";
    match (secret_key, &jwt.secret) {
        (Some(key), _) if key.expose_secret().len() < MIN_SECRET_BYTES => {
            let reason = format!("{} bytes long; it needs at least {MIN_SECRET_BYTES} random bytes", key.expose_secret().len());
            Err(SettingError::new(NAME, reason))
        }
        // The key of the cursors is derived from the secret, so that a cursor never tells anything about the other.
        (Some(secret), _) | (None, Some(secret)) => Ok(CursorKey::new(secret.expose_secret().as_bytes())),
        (None, None) => {
            Err(SettingError::new(NAME, "missing; with JWT_PUBLIC_KEY it is needed to seal the cursors of lists".to_owned()))
        }
    }
}
