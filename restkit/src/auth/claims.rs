//! The header and the claims of a token, each read in one pass.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// The header of a token, as far as it matters.
#[derive(Deserialize)]
pub(super) struct Header<'a> {
    /// Compared with the algorithm of the key.
    #[serde(borrow)]
    pub(super) alg: Cow<'a, str>,
    /// What kind of token it is.
    #[serde(borrow, default)]
    pub(super) typ: Option<Cow<'a, str>>,
    /// Extensions that a reader must understand; restkit knows none.
    #[serde(default)]
    pub(super) crit: Present,
}

/// Whether a member is there, whatever it holds.
#[derive(Default)]
pub(super) struct Present(pub(super) bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

/// What restkit reads in a token, and the rest.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Claims {
    pub(super) subject: Option<String>,
    pub(super) expires: Option<f64>,
    pub(super) not_before: Option<f64>,
    pub(super) issuer: Option<String>,
    pub(super) audience: Option<Vec<String>>,
    pub(super) roles: Vec<String>,
    pub(super) scopes: Vec<String>,
    pub(super) others: serde_json::Map<String, serde_json::Value>,
}

impl Claims {
    fn add_scopes(&mut self, words: &str) {
        self.scopes.extend(words.split_ascii_whitespace().map(str::to_owned));
    }
}

impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ClaimsVisitor)
    }
}

const KNOWN: [&str; 10] = ["sub", "exp", "nbf", "iss", "aud", "role", "roles", "scope", "scopes", "scp"];

struct ClaimsVisitor;

impl<'de> Visitor<'de> for ClaimsVisitor {
    type Value = Claims;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a set of claims")
    }

    /// A claim of the wrong type refuses the token: taken for absent, a list of roles could let somebody through `!role(…)`.
    /// So does a claim that stands twice, of which two readers could believe different ones.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Claims, A::Error> {
        let twice = || A::Error::custom("a claim stands twice");
        let mut claims = Claims::default();
        let mut seen = 0_u16;
        while let Some(Text(name)) = map.next_key()? {
            if let Some(index) = KNOWN.iter().position(|known| *known == name) {
                if seen & (1 << index) != 0 {
                    return Err(twice());
                }
                seen |= 1 << index;
            }
            match &*name {
                "sub" => claims.subject = Some(map.next_value()?),
                "exp" => claims.expires = Some(map.next_value::<NumericDate>()?.0),
                "nbf" => claims.not_before = Some(map.next_value::<NumericDate>()?.0),
                "iss" => claims.issuer = Some(map.next_value()?),
                "aud" => claims.audience = Some(map.next_value::<Words>()?.0),
                "role" => claims.roles.push(map.next_value()?),
                "roles" => claims.roles.extend(map.next_value::<Vec<String>>()?),
                "scope" => claims.add_scopes(&map.next_value::<Text<'de>>()?.0),
                "scopes" | "scp" => map.next_value::<Words>()?.0.iter().for_each(|words| claims.add_scopes(words)),
                _ => {
                    if claims.others.insert(name.into_owned(), map.next_value()?).is_some() {
                        return Err(twice());
                    }
                }
            }
        }
        Ok(claims)
    }
}

/// A text that is borrowed where the JSON holds it without escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(TextVisitor)
    }
}

/// Seconds since 1970, whole or not (RFC 7519, section 2).
struct NumericDate(f64);

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DateVisitor;

        impl Visitor<'_> for DateVisitor {
            type Value = NumericDate;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of seconds")
            }

            // Whole seconds are exact far beyond any date; what is larger stays larger.
            fn visit_u64<E: Error>(self, seconds: u64) -> Result<Self::Value, E> {
                Ok(NumericDate(seconds as f64))
            }

            fn visit_i64<E: Error>(self, seconds: i64) -> Result<Self::Value, E> {
                Ok(NumericDate(seconds as f64))
            }

            fn visit_f64<E: Error>(self, seconds: f64) -> Result<Self::Value, E> {
                Ok(NumericDate(seconds))
            }
        }

        deserializer.deserialize_f64(DateVisitor)
    }
}

/// One text, or a list of texts.
struct Words(Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordsVisitor;

        impl<'de> Visitor<'de> for WordsVisitor {
            type Value = Words;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Words(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut words = Vec::new();
                while let Some(word) = list.next_element()? {
                    words.push(word);
                }
                Ok(Words(words))
            }
        }

        deserializer.deserialize_any(WordsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(claims: &serde_json::Value) -> Result<Claims, serde_json::Error> {
        serde_json::from_str(&claims.to_string())
    }

    #[test]
    fn roles_and_scopes_are_collected_from_all_their_names() {
        let claims = read(&json!({
            "role": "admin", "roles": ["editor", "two words"],
            "scope": "tasks:read tasks:write", "scp": ["a", "b c"], "scopes": "d"
        }))
        .unwrap();
        assert_eq!(claims.roles, ["admin", "editor", "two words"]);
        let mut scopes = claims.scopes;
        scopes.sort();
        assert_eq!(scopes, ["a", "b", "c", "d", "tasks:read", "tasks:write"]);
    }

    #[test]
    fn what_is_not_known_is_kept() {
        let claims = read(&json!({"sub": "1", "tenant": {"id": 7}})).unwrap();
        assert_eq!(claims.others.get("tenant"), Some(&json!({"id": 7})));
        assert_eq!(claims.others.len(), 1);
    }

    #[test]
    fn a_claim_of_the_wrong_type_refuses_the_token() {
        for claims in [
            json!({"sub": 1}),
            json!({"sub": null}),
            json!({"exp": "2000000000"}),
            json!({"exp": null}),
            json!({"nbf": true}),
            json!({"iss": ["a"]}),
            json!({"aud": 1}),
            json!({"aud": [1]}),
            json!({"role": 7}),
            json!({"role": ["admin"]}),
            json!({"roles": "admin"}),
            json!({"roles": {"admin": true}}),
            json!({"roles": [["admin"]]}),
            json!({"scope": false}),
            json!({"scope": ["a"]}),
            json!({"scp": 1}),
            json!([]),
            json!("sub"),
        ] {
            assert!(read(&claims).is_err(), "{claims}");
        }
    }

    #[test]
    fn a_claim_that_stands_twice_refuses_the_token() {
        for claims in
            [r#"{"sub":"1","sub":"2"}"#, r#"{"role":"a","role":"b"}"#, r#"{"x":1,"x":1}"#, r#"{"sub":"1","s\u0075b":"2"}"#]
        {
            assert!(serde_json::from_str::<Claims>(claims).is_err(), "{claims}");
        }
    }

    #[test]
    fn dates_may_have_fractions() {
        assert_eq!(read(&json!({"exp": 12.5})).unwrap().expires, Some(12.5));
        assert_eq!(read(&json!({"exp": -1})).unwrap().expires, Some(-1.0));
        assert_eq!(read(&json!({"exp": 12})).unwrap().expires, Some(12.0));
    }

    #[test]
    fn a_critical_extension_is_seen_whatever_it_holds() {
        for header in [r#"{"alg":"HS256","crit":null}"#, r#"{"alg":"HS256","crit":[]}"#, r#"{"alg":"HS256","crit":["b64"]}"#] {
            assert!(serde_json::from_str::<Header<'_>>(header).unwrap().crit.0, "{header}");
        }
        assert!(!serde_json::from_str::<Header<'_>>(r#"{"alg":"HS256"}"#).unwrap().crit.0);
    }
}
