//! The command `token`.

use std::path::Path;

use super::{dev_key, output};
use crate::{
    app::{Config, StartError},
    auth::{JwtSettings, SettingError, SettingErrors, TokenRequest, Verifier, sign},
};

/// The settings that tokens are checked with in development: those of the environment, or else the key of this folder.
pub(super) fn dev_settings(config: &Config) -> Result<JwtSettings, StartError> {
    let mut jwt = config.jwt.clone();
    if jwt.secret.is_none() && jwt.public_key.is_none() {
        jwt.secret = Some(dev_key::read_or_make(Path::new("."))?);
    }
    Verifier::new(&jwt)?;
    Ok(jwt)
}

pub(super) fn token(config: &Config, request: &TokenRequest) -> Result<(), StartError> {
    let token = sign(&dev_settings(config)?, request).ok_or_else(|| {
        let reason = "a public key checks tokens and does not sign them; ask the issuer who has the private one";
        SettingErrors(vec![SettingError::new("JWT_PUBLIC_KEY", reason)])
    })?;
    output::print(&format!("{token}\n"))
}
