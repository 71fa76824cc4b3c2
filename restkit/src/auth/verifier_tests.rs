use http::{HeaderValue, header::WWW_AUTHENTICATE};
use jsonwebtoken::{Algorithm, EncodingKey, crypto::rust_crypto::DEFAULT_PROVIDER};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::auth::{TokenRequest, sign};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const NOW: f64 = 1_800_000_000.0;
const LATER: u64 = 1_800_000_100;
const EARLIER: u64 = 1_799_999_900;

const ED25519: &str = include_str!("testdata/ed.pem");
const P256: &str = include_str!("testdata/es.pem");
const P384: &str = include_str!("testdata/es384.pem");
const RSA: &str = include_str!("testdata/rs.pem");
const RSA_SHORT: &str = include_str!("testdata/rs1024.pem");
const ED25519_SHORT: &str = include_str!("testdata/ed_short.pem");

/// `{"sub":"7","exp":4102444800,"role":"admin"}`, signed with the private keys of the three public ones.
const EDDSA_TOKEN: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3IiwiZXhwIjo0MTAyNDQ0ODAwLCJyb2xlIjoiYWRtaW4ifQ.cELFLt36sqnMhI-aZEQ95ueqVfdbFyVEW7viVyYTt3xZsSN3EMTr4VsQpaH_j2c3uRG69fFprTsPY-32YJONAg";
const ES256_TOKEN: &str = "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3IiwiZXhwIjo0MTAyNDQ0ODAwLCJyb2xlIjoiYWRtaW4ifQ.5EwrZa8Xj2h4mDKdGDLVInj_dY-laDt5gzxthitGPD6dQX7cmdnoHypSzQWHo4buhAAcewLxonoE1qXzlTG-oQ";
const RS256_TOKEN: &str = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3IiwiZXhwIjo0MTAyNDQ0ODAwLCJyb2xlIjoiYWRtaW4ifQ.\
    mEKIKQikS4r9LBKl0DfArWQQtZDi-QruhCTSKoNbfAGqSn1moOKgZfvtzsUj5uP8ltXqyWW_lVbkKZJhSRN3JJ4AJMrvrUct_Mc-RnkqC-ug2n\
    GRqIDokfpVOIfgeqOBs950VnezvoFIDJRHJtLrke4gw42YSDaj4dhsDyIcEmmODH2vK2rCfo08UWpjL7EEEi9BO-qPEp216v4_f7BUR5XyWksk\
    3BfszUH1eUsJi7nazKpzq7GJ2KaFcuLfTSbi5MCD83NvDifDbi9R-x0psO_8tSRLtPAAgssLW8xcGOwivyiadWi8iDs5ZkKkdo-KeRta1a-GOQ\
    wftAFrrqk9pg";

fn settings() -> JwtSettings {
    JwtSettings { secret: Some(SECRET.into()), ..JwtSettings::default() }
}

fn by_public_key(pem: &str) -> JwtSettings {
    JwtSettings { public_key: Some(pem.to_owned()), ..JwtSettings::default() }
}

fn verifier() -> Verifier {
    Verifier::new(&settings()).unwrap()
}

/// Signs whatever stands in the header and in the claims.
fn token_with(secret: &str, header: &str, claims: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let key = EncodingKey::from_secret(secret.as_bytes());
    let signature = (DEFAULT_PROVIDER.signer_factory)(&Algorithm::HS256, &key).unwrap().try_sign(message.as_bytes()).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn token(claims: &Value) -> String {
    token_with(SECRET, r#"{"alg":"HS256","typ":"JWT"}"#, &claims.to_string())
}

fn headers(values: &[&str]) -> HeaderMap {
    values.iter().map(|value| (AUTHORIZATION, HeaderValue::from_str(value).unwrap())).collect()
}

fn challenge(problem: &Problem) -> String {
    use axum::response::IntoResponse;
    let response = problem.clone().into_response();
    assert_eq!(response.status(), 401);
    response.headers().get(WWW_AUTHENTICATE).unwrap().to_str().unwrap().to_owned()
}

#[test]
fn a_good_token_names_the_caller() {
    let claims = json!({"sub": "7", "exp": LATER, "nbf": EARLIER, "role": "admin", "scope": "tasks:read", "tenant": 3});
    let caller = verifier().verify(&token(&claims), NOW).unwrap();
    assert_eq!(caller.subject(), Some("7"));
    assert!(caller.has_role("admin") && caller.has_scope("tasks:read"));
    assert_eq!(caller.claim("tenant"), Some(&json!(3)));
    assert_eq!(caller.claim("exp"), None);
}

#[test]
fn public_keys_decide_the_algorithm() {
    for (pem, token) in [(ED25519, EDDSA_TOKEN), (P256, ES256_TOKEN), (RSA, RS256_TOKEN)] {
        let verifier = Verifier::new(&by_public_key(pem)).unwrap();
        for other in [EDDSA_TOKEN, ES256_TOKEN, RS256_TOKEN] {
            let caller = verifier.verify(other, NOW);
            assert_eq!(caller.is_ok(), other == token, "{verifier:?}: {caller:?}");
        }
        // The best-known attack: the public key taken for the secret of an HS256 token.
        let forged = token_with(pem, r#"{"alg":"HS256","typ":"JWT"}"#, r#"{"sub":"7","exp":4102444800}"#);
        assert!(verifier.verify(&forged, NOW).is_err());
    }
}

#[test]
fn the_times_of_a_token_are_kept_with_the_leeway() {
    let lenient = Verifier::new(&JwtSettings { leeway_seconds: 10, ..settings() }).unwrap();
    for (exp, nbf, strict_holds, lenient_holds) in [
        (NOW + 0.5, NOW, true, true),
        (NOW, NOW, false, true),
        (NOW - 9.5, NOW, false, true),
        (NOW - 10.0, NOW, false, false),
        (NOW + 60.0, NOW + 0.5, false, true),
        (NOW + 60.0, NOW + 10.0, false, true),
        (NOW + 60.0, NOW + 10.5, false, false),
    ] {
        let token = token(&json!({"sub": "7", "exp": exp, "nbf": nbf}));
        assert_eq!(verifier().verify(&token, NOW).is_ok(), strict_holds, "exp {exp}, nbf {nbf}");
        assert_eq!(lenient.verify(&token, NOW).is_ok(), lenient_holds, "exp {exp}, nbf {nbf}");
    }
}

#[test]
fn exp_and_sub_are_required() {
    for claims in [
        json!({"sub": "7"}),
        json!({"exp": LATER}),
        json!({"sub": "", "exp": LATER}),
        json!({"sub": 7, "exp": LATER}),
        json!({"sub": "a\u{0}b", "exp": LATER}),
        json!({"sub": "a\nb", "exp": LATER}),
        json!({"sub": "7", "exp": EARLIER}),
        json!({"sub": "7", "exp": -1}),
        json!({"sub": "7", "exp": "soon"}),
    ] {
        assert!(verifier().verify(&token(&claims), NOW).is_err(), "{claims}");
    }
}

#[test]
fn issuer_and_audience_are_required_when_set() {
    let strict =
        Verifier::new(&JwtSettings { issuer: Some("us".to_owned()), audience: Some("api".to_owned()), ..settings() }).unwrap();
    let holds = |claims: Value| strict.verify(&token(&claims), NOW).is_ok();
    assert!(holds(json!({"sub": "7", "exp": LATER, "iss": "us", "aud": "api"})));
    assert!(holds(json!({"sub": "7", "exp": LATER, "iss": "us", "aud": ["other", "api"]})));
    for claims in [
        json!({"sub": "7", "exp": LATER, "aud": "api"}),
        json!({"sub": "7", "exp": LATER, "iss": "US", "aud": "api"}),
        json!({"sub": "7", "exp": LATER, "iss": "us"}),
        json!({"sub": "7", "exp": LATER, "iss": "us", "aud": []}),
        json!({"sub": "7", "exp": LATER, "iss": "us", "aud": ["other"]}),
    ] {
        assert!(!holds(claims.clone()), "{claims}");
    }
    // Without an audience of ours, a token for somebody is a token for somebody else.
    assert!(verifier().verify(&token(&json!({"sub": "7", "exp": LATER, "aud": "api"})), NOW).is_err());
    assert!(verifier().verify(&token(&json!({"sub": "7", "exp": LATER, "iss": "anybody"})), NOW).is_ok());
}

#[test]
fn headers_that_ask_for_more_are_refused() {
    let claims = format!(r#"{{"sub":"7","exp":{LATER}}}"#);
    for header in
        [r#"{"alg":"HS256"}"#, r#"{"alg":"HS256","typ":"jwt"}"#, r#"{"alg":"HS256","typ":"application/at+jwt","kid":"1"}"#]
    {
        assert!(verifier().verify(&token_with(SECRET, header, &claims), NOW).is_ok(), "{header}");
    }
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"hs256"}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"alg":"EdDSA"}"#,
        r#"{"typ":"JWT"}"#,
        r#"{"alg":"HS256","alg":"none"}"#,
        r#"{"alg":"HS256","typ":"logout+jwt"}"#,
        r#"{"alg":"HS256","crit":["exp"],"exp":1}"#,
        r#"{"alg":"HS256","crit":[]}"#,
        r#"{"alg":"HS256","crit":null}"#,
        "[]",
        "",
    ] {
        assert!(verifier().verify(&token_with(SECRET, header, &claims), NOW).is_err(), "{header}");
    }
}

#[test]
fn malformed_tokens_are_refused() {
    let good = token(&json!({"sub": "7", "exp": LATER}));
    let (message, signature) = good.rsplit_once('.').unwrap();
    let long = token(&json!({"sub": "7", "exp": LATER, "x": "a".repeat(MAX_TOKEN_BYTES)}));
    for bad in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        message.to_owned(),
        format!("{message}."),
        format!("{message}.{signature}="),
        format!("{good}.x"),
        format!("{good}A"),
        format!(".{good}"),
        token_with("another secret of thirty-two bytes", r#"{"alg":"HS256"}"#, r#"{"sub":"7","exp":4102444800}"#),
        long,
    ] {
        assert_eq!(verifier().verify(&bad, NOW), Err("The token is not valid."), "{bad:?}");
    }
}

#[test]
fn without_credentials_the_caller_is_nobody() {
    assert_eq!(verifier().authenticate(&HeaderMap::new()).unwrap(), Caller::anonymous());
}

#[test]
fn credentials_come_in_one_header_with_one_token() {
    let token = sign(&settings(), &TokenRequest::new("7")).unwrap();
    for scheme in ["Bearer ", "bearer ", "BEARER  "] {
        let caller = verifier().authenticate(&headers(&[&format!("{scheme}{token}")])).unwrap();
        assert_eq!(caller.subject(), Some("7"));
    }
    let good = format!("Bearer {token}");
    for values in [vec![good.as_str(), good.as_str()], vec!["Bearer"], vec!["Bearer "], vec!["Bearer a b"], vec!["Bearer a,b"]] {
        let problem = verifier().authenticate(&headers(&values)).unwrap_err();
        assert!(challenge(&problem).contains("error=\"invalid_token\""), "{values:?}");
    }
    for other in ["Basic dTpw", "", &token, "Bearerx y"] {
        let problem = verifier().authenticate(&headers(&[other])).unwrap_err();
        assert_eq!(challenge(&problem), "Bearer realm=\"api\"", "{other:?}");
    }
}

#[test]
fn the_challenge_says_what_is_wrong_only_to_those_who_were_given_a_token() {
    let expired = token(&json!({"sub": "7", "exp": 1}));
    let problem = verifier().authenticate(&headers(&[&format!("Bearer {expired}")])).unwrap_err();
    assert_eq!(challenge(&problem), r#"Bearer realm="api", error="invalid_token", error_description="The token has expired.""#);
    let forged = token_with("another secret of thirty-two bytes", r#"{"alg":"HS256"}"#, r#"{"sub":"7","exp":1}"#);
    let problem = verifier().authenticate(&headers(&[&format!("Bearer {forged}")])).unwrap_err();
    assert_eq!(challenge(&problem), r#"Bearer realm="api", error="invalid_token", error_description="The token is not valid.""#);
}

#[test]
fn every_setting_that_does_not_hold_is_named() {
    let names = |settings: &JwtSettings| {
        Verifier::new(settings).unwrap_err().0.into_iter().map(|error| error.setting).collect::<Vec<_>>()
    };
    assert_eq!(names(&JwtSettings::default()), ["JWT_SECRET"]);
    assert_eq!(names(&JwtSettings { secret: Some("short".into()), ..settings() }), ["JWT_SECRET"]);
    assert_eq!(names(&JwtSettings { public_key: Some(P256.to_owned()), ..settings() }), ["JWT_PUBLIC_KEY"]);
    assert_eq!(names(&JwtSettings { leeway_seconds: 301, ..settings() }), ["JWT_LEEWAY"]);
    let all = JwtSettings {
        secret: Some("short".into()),
        leeway_seconds: 301,
        issuer: Some(String::new()),
        audience: Some(String::new()),
        ..JwtSettings::default()
    };
    assert_eq!(names(&all), ["JWT_SECRET", "JWT_LEEWAY", "JWT_ISSUER", "JWT_AUDIENCE"]);
    assert!(!Verifier::new(&all).unwrap_err().to_string().contains("short"));
    let private = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
    for pem in [P384, RSA_SHORT, ED25519_SHORT, private, "", "nonsense", &P256.replace('A', "B"), &RSA[..200]] {
        assert_eq!(names(&by_public_key(pem)), ["JWT_PUBLIC_KEY"], "{pem}");
    }
}

proptest! {
    #[test]
    fn nothing_that_is_sent_makes_it_panic(value in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(value) = HeaderValue::from_bytes(&[b"Bearer ", value.as_slice()].concat()) {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, value);
            prop_assert!(verifier().authenticate(&headers).is_err());
        }
    }

    #[test]
    fn a_token_that_is_changed_anywhere_is_refused(at in 0..1000_usize, letter in "[A-Za-z0-9._-]") {
        let good = token(&json!({"sub": "7", "exp": LATER}));
        let at = at % good.len();
        let mut bad = good.clone();
        bad.replace_range(at..=at, &letter);
        prop_assert!(bad == good || verifier().verify(&bad, NOW).is_err());
    }

    #[test]
    fn signed_claims_of_any_shape_do_not_make_it_panic(claims in "\\PC{0,80}") {
        let _ = verifier().verify(&token_with(SECRET, r#"{"alg":"HS256"}"#, &claims), NOW);
    }
}
