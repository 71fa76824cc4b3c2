//! What an app needs to be built, by value.

use secrecy::{ExposeSecret, SecretString};

use crate::{
    auth::{JwtSettings, MIN_SECRET_BYTES, SettingError, SettingErrors, Verifier},
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

/// What checks tokens and what seals cursors, or every setting that stands in the way.
pub(super) fn keys(secret_key: Option<&SecretString>, jwt: &JwtSettings) -> Result<(Verifier, CursorKey), SettingErrors> {
    match (Verifier::new(jwt), cursor_key(secret_key, jwt)) {
        (Ok(verifier), Ok(cursors)) => Ok((verifier, cursors)),
        (verifier, cursors) => {
            let mut errors = verifier.err().unwrap_or_default().0;
            // Without any key for tokens, one for cursors may not be needed in the end.
            let undecided = secret_key.is_none() && jwt.secret.is_none() && jwt.public_key.is_none();
            errors.extend(cursors.err().filter(|_| !undecided));
            Err(SettingErrors(errors))
        }
    }
}

fn cursor_key(secret_key: Option<&SecretString>, jwt: &JwtSettings) -> Result<CursorKey, SettingError> {
    const NAME: &str = "SECRET_KEY";
    match (secret_key, &jwt.secret) {
        (Some(key), _) if key.expose_secret().len() < MIN_SECRET_BYTES => {
            let reason = format!("{} bytes long; it needs at least {MIN_SECRET_BYTES} random bytes", key.expose_secret().len());
            Err(SettingError::new(NAME, reason))
        }
        // A key is derived from either, so that a cursor tells nothing about the secret.
        (Some(secret), _) | (None, Some(secret)) => Ok(CursorKey::new(secret.expose_secret().as_bytes())),
        (None, None) => Err(SettingError::new(NAME, "missing; with JWT_PUBLIC_KEY it is needed to seal the cursors of lists")),
    }
}
