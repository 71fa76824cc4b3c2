//! The key that tokens are checked with, prepared once.

use jsonwebtoken::{
    Algorithm, DecodingKey,
    crypto::{JwtVerifier, rust_crypto::DEFAULT_PROVIDER},
};
use secrecy::ExposeSecret;

use super::settings::{JwtSettings, MIN_SECRET_BYTES, SettingError};

const SECRET: &str = "JWT_SECRET";
const PUBLIC_KEY: &str = "JWT_PUBLIC_KEY";

/// The fewest bytes of an RSA modulus: 2048 bits (RFC 7518, section 3.3).
const MIN_RSA_BYTES: usize = 256;

/// A key with the one algorithm that it allows.
pub(super) struct Key {
    decoding: DecodingKey,
    algorithm: Algorithm,
    name: &'static str,
}

impl Key {
    /// The key that the settings name.
    pub(super) fn new(settings: &JwtSettings) -> Result<Self, SettingError> {
        match (&settings.secret, &settings.public_key) {
            (Some(secret), None) => Self::from_secret(secret.expose_secret().as_bytes()),
            (None, Some(pem)) => Self::from_pem(pem),
            (None, None) => Err(SettingError::new(SECRET, format!("missing; set it, or {PUBLIC_KEY}, to check tokens with"))),
            (Some(_), Some(_)) => Err(SettingError::new(
                PUBLIC_KEY,
                format!("set together with {SECRET}; keep the one that tokens are signed with"),
            )),
        }
    }

    fn from_secret(secret: &[u8]) -> Result<Self, SettingError> {
        if secret.len() < MIN_SECRET_BYTES {
            let reason = format!("{} bytes long; HS256 needs at least {MIN_SECRET_BYTES} random bytes", secret.len());
            return Err(SettingError::new(SECRET, reason));
        }
        Ok(Self { decoding: DecodingKey::from_secret(secret), algorithm: Algorithm::HS256, name: "HS256" })
    }

    fn from_pem(pem: &str) -> Result<Self, SettingError> {
        let wrong = |reason: &str| SettingError::new(PUBLIC_KEY, reason);
        if pem.contains("PRIVATE KEY-----") {
            return Err(wrong(
                "holds a private key; give the public one, and keep the private one with the issuer of the tokens",
            ));
        }
        // A certificate would parse too, but the first bit string in it need not be its key.
        if !pem.contains("-----BEGIN PUBLIC KEY-----") && !pem.contains("-----BEGIN RSA PUBLIC KEY-----") {
            return Err(wrong("not a public key in PEM; it begins with `-----BEGIN PUBLIC KEY-----`"));
        }
        let bytes = pem.as_bytes();
        let key = if let Ok(decoding) = DecodingKey::from_ed_pem(bytes) {
            // The library takes the first 32 bytes unasked.
            if decoding.try_get_as_bytes().map_or(0, <[u8]>::len) != 32 {
                return Err(wrong("not an Ed25519 key: it is not 32 bytes long"));
            }
            Self { decoding, algorithm: Algorithm::EdDSA, name: "EdDSA" }
        } else if let Ok(decoding) = DecodingKey::from_ec_pem(bytes) {
            Self { decoding, algorithm: Algorithm::ES256, name: "ES256" }
        } else if let Ok(decoding) = DecodingKey::from_rsa_pem(bytes) {
            let modulus = decoding
                .try_get_as_bytes()
                .and_then(DEFAULT_PROVIDER.key_utils.rsa_pub_components_from_public_key)
                .map_err(|_| wrong("not an RSA key that can be read; 2048 to 4096 bits are supported"))?
                .0;
            if modulus.len() < MIN_RSA_BYTES {
                return Err(wrong("an RSA key of fewer than 2048 bits"));
            }
            Self { decoding, algorithm: Algorithm::RS256, name: "RS256" }
        } else {
            return Err(wrong("not an Ed25519, P-256 or RSA key in PEM"));
        };
        match key.verifier() {
            Ok(_) => Ok(key),
            Err(_) if key.name == "ES256" => Err(wrong("not a key on the curve P-256, which ES256 needs")),
            Err(_) => Err(wrong("not a key that can be used")),
        }
    }

    /// The name of its algorithm, as the `alg` of a token has it.
    pub(super) const fn algorithm(&self) -> &'static str {
        self.name
    }

    /// Whether `signature` is that of `message`.
    pub(super) fn verify(&self, message: &[u8], signature: &Vec<u8>) -> bool {
        self.verifier().is_ok_and(|verifier| verifier.verify(message, signature).is_ok())
    }

    // The provider is named rather than looked up: the look-up panics when another crate of the app turns on a second one.
    fn verifier(&self) -> Result<Box<dyn JwtVerifier>, jsonwebtoken::errors::Error> {
        (DEFAULT_PROVIDER.verifier_factory)(&self.algorithm, &self.decoding)
    }
}
