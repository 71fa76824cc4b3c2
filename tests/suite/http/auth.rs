//! Bearer tokens: what is accepted, what is refused, and how the refusal reads (RFC 6750).

use jsonwebtoken::{Algorithm, EncodingKey};
use restkit::auth::{JwtSettings, Verifier};
use restkit_tests::{
    app::TestApp,
    database::Backend,
    on_both,
    token::{SECRET, Token, seconds_from_now},
};
use serde_json::json;

use super::fixtures::{TASKS, todo};

on_both!(without_credentials_there_is_a_challenge, a_token_lets_in, the_scheme_is_bearer);

/// A pair of keys in PEM.
struct Pair {
    algorithm: Algorithm,
    private: &'static str,
    public: &'static str,
}

const ED25519: Pair =
    Pair { algorithm: Algorithm::EdDSA, private: include_str!("keys/ed25519.pem"), public: include_str!("keys/ed25519.pub.pem") };
const P256: Pair =
    Pair { algorithm: Algorithm::ES256, private: include_str!("keys/p256.pem"), public: include_str!("keys/p256.pub.pem") };
const RSA: Pair =
    Pair { algorithm: Algorithm::RS256, private: include_str!("keys/rsa.pem"), public: include_str!("keys/rsa.pub.pem") };

impl Pair {
    fn encoding_key(&self) -> EncodingKey {
        let pem = self.private.as_bytes();
        match self.algorithm {
            Algorithm::EdDSA => EncodingKey::from_ed_pem(pem),
            Algorithm::ES256 => EncodingKey::from_ec_pem(pem),
            _ => EncodingKey::from_rsa_pem(pem),
        }
        .unwrap()
    }

    fn settings(&self) -> JwtSettings {
        JwtSettings { public_key: Some(self.public.to_owned()), ..JwtSettings::default() }
    }
}

async fn app(jwt: JwtSettings) -> TestApp {
    todo(Backend::Sqlite).jwt(jwt).start().await
}

fn secret() -> JwtSettings {
    JwtSettings { secret: Some(SECRET.into()), ..JwtSettings::default() }
}

async fn status(app: &TestApp, token: &str) -> u16 {
    let answer = app.get(TASKS).bearer(token).send().await;
    if answer.status == 401 {
        let body = answer.problem(401, "unauthenticated");
        let challenge = answer.header("www-authenticate");
        assert!(challenge.starts_with("Bearer ") && challenge.contains(r#"error="invalid_token""#), "{challenge}");
        for text in [challenge, body.to_string()] {
            assert!(!text.contains(token) || token.len() < 8, "the token is echoed: {text}");
        }
    }
    answer.status.as_u16()
}

async fn without_credentials_there_is_a_challenge(backend: Backend) {
    let app = todo(backend).start().await;
    let answer = app.get(TASKS).send().await;
    answer.problem(401, "unauthenticated");
    let challenge = answer.header("www-authenticate");
    assert!(challenge.starts_with("Bearer"), "{challenge}");
    assert!(!challenge.contains("error"), "nothing was wrong, only missing: {challenge}");
}

async fn a_token_lets_in(backend: Backend) {
    let app = todo(backend).start().await;
    assert_eq!(status(&app, &Token::of(1).sign()).await, 200);
}

async fn the_scheme_is_bearer(backend: Backend) {
    let app = todo(backend).start().await;
    let token = Token::of(1).sign();
    for scheme in ["Bearer", "bearer", "BEARER"] {
        app.get(TASKS).header("authorization", format!("{scheme} {token}")).send().await.expect(200);
    }
    for value in [format!("Basic {token}"), token.clone(), format!("Bearer{token}"), "Bearer".to_owned(), "Bearer ".to_owned()] {
        app.get(TASKS).header("authorization", value).send().await.problem(401, "unauthenticated");
    }
    let twice = app.get(TASKS).bearer(&token).bearer(&Token::of(2).sign()).send().await;
    assert!([400, 401].contains(&twice.status.as_u16()), "two tokens name two callers: {}", twice.status);
    // A token in the query would stand in every log.
    app.get(format!("{TASKS}?access_token={token}")).send().await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn claims_are_checked() {
    let app = app(JwtSettings { leeway_seconds: 30, ..secret() }).await;
    let good = || Token::of(1);
    for (token, expected, why) in [
        (good(), 200, "a good one"),
        (good().expires_in(-10), 200, "over, within the leeway"),
        (good().expires_in(-60), 401, "over"),
        (good().without("exp"), 401, "without an end"),
        (good().claim("exp", "tomorrow"), 401, "with an end that is no number"),
        (good().claim("exp", json!(null)), 401, "with an end that is null"),
        (good().claim("exp", seconds_from_now(60) as f64 + 0.5), 200, "an end may be a fraction"),
        (good().claim("nbf", seconds_from_now(10)), 200, "not yet good, within the leeway"),
        (good().claim("nbf", seconds_from_now(60)), 401, "not yet good"),
        (good().claim("nbf", "soon"), 401, "with a start that is no number"),
        (good().without("sub"), 401, "of nobody"),
        (good().claim("sub", 1), 401, "with a subject that is no text"),
        (good().claim("iss", "anybody"), 200, "an issuer that nobody asked for"),
        (good().claim("roles", 7), 401, "roles that are no words"),
        (good().claim("exp", u64::MAX), 200, "that never ends"),
        (good().claim("aud", "somebody else"), 401, "for another audience"),
    ] {
        assert_eq!(status(&app, &token.sign()).await, expected, "a token {why}");
    }
}

#[tokio::test]
async fn issuer_and_audience_are_checked_when_set() {
    let app =
        app(JwtSettings { issuer: Some("https://id.example".to_owned()), audience: Some("todo".to_owned()), ..secret() }).await;
    let good = || Token::of(1).claim("iss", "https://id.example").claim("aud", "todo");
    for (token, expected, why) in [
        (good(), 200, "a good one"),
        (good().claim("aud", json!(["other", "todo"])), 200, "for several audiences"),
        (good().claim("aud", "other"), 401, "for another audience"),
        (good().claim("aud", json!([])), 401, "for no audience"),
        (good().without("aud"), 401, "without an audience"),
        (good().claim("iss", "https://id.example/"), 401, "of another issuer"),
        (good().claim("iss", json!(["https://id.example"])), 401, "of issuers"),
        (good().without("iss"), 401, "without an issuer"),
    ] {
        assert_eq!(status(&app, &token.sign()).await, expected, "a token {why}");
    }
}

#[tokio::test]
async fn each_kind_of_public_key_takes_its_own_signatures() {
    let pairs = [ED25519, P256, RSA];
    for pair in &pairs {
        let app = app(pair.settings()).await;
        for other in &pairs {
            let expected = if other.algorithm == pair.algorithm { 200 } else { 401 };
            let token = Token::of(1).sign_with(other.algorithm, &other.encoding_key());
            assert_eq!(status(&app, &token).await, expected, "{:?} against {:?}", other.algorithm, pair.algorithm);
        }
        // Who knows the public key, and that is everybody, must not be able to sign with it.
        for secret in [pair.public, pair.public.trim()] {
            let forged = Token::of(1).sign_with(Algorithm::HS256, &EncodingKey::from_secret(secret.as_bytes()));
            assert_eq!(status(&app, &forged).await, 401, "HS256 with the public key of {:?}", pair.algorithm);
        }
        assert_eq!(status(&app, &Token::of(1).sign()).await, 401);
    }
    let app = app(RSA.settings()).await;
    for algorithm in [Algorithm::RS384, Algorithm::RS512, Algorithm::PS256] {
        let token = Token::of(1).sign_with(algorithm, &RSA.encoding_key());
        assert_eq!(status(&app, &token).await, 401, "{algorithm:?} is not on the list");
    }
}

#[tokio::test]
async fn forged_tokens_are_refused() {
    let app = app(secret()).await;
    let good = Token::of(1).sign();
    let parts: Vec<&str> = good.split('.').collect();
    let (head, claims, signature) = (parts[0], parts[1], parts[2]);
    let none = base64(&json!({"alg": "none", "typ": "JWT"}).to_string());
    let admin = base64(&json!({"sub": "1", "roles": ["admin"], "exp": seconds_from_now(300)}).to_string());
    let mut forged = vec![
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{}.{claims}.", base64(r#"{"alg":"None"}"#)),
        format!("{head}.{admin}.{signature}"),
        format!("{head}.{claims}."),
        format!("{head}.{claims}"),
        format!("{head}.{claims}.{signature}.x"),
        format!("{head}.{claims}.{signature}="),
        format!(".{claims}.{signature}"),
        "...".to_owned(),
        "x".to_owned(),
        "a.b.c".to_owned(),
        format!("{good} "),
        "A".repeat(100_000),
    ];
    forged.push(Token::of(1).sign_with(Algorithm::HS256, &EncodingKey::from_secret(b"another secret, which is long enough")));
    forged.push(Token::of(1).sign_with(Algorithm::HS384, &EncodingKey::from_secret(SECRET.as_bytes())));
    forged.push(Token::of(1).sign_with(Algorithm::HS512, &EncodingKey::from_secret(SECRET.as_bytes())));
    for token in forged {
        let expected = if token.ends_with(' ') { vec![200, 401] } else { vec![401] };
        let found = status(&app, &token).await;
        assert!(expected.contains(&found), "{found} for {token}");
    }
}

#[tokio::test]
async fn a_key_of_another_kind_is_refused_at_start_up() {
    for settings in [
        JwtSettings::default(),
        JwtSettings { secret: Some("short".into()), ..JwtSettings::default() },
        JwtSettings { public_key: Some(String::new()), ..JwtSettings::default() },
        JwtSettings { public_key: Some(ED25519.private.to_owned()), ..JwtSettings::default() },
        JwtSettings {
            public_key: Some("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n".to_owned()),
            ..JwtSettings::default()
        },
        JwtSettings { public_key: Some(RSA.public.to_owned()), ..secret() },
        JwtSettings { leeway_seconds: 86_400, ..secret() },
    ] {
        assert!(Verifier::new(&settings).is_err(), "{settings:?}");
    }
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}
