//! Answers against the OpenAPI document: no endpoint may answer with a status, a media type, a header or a body that it leaves out.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

use regex::Regex;
use serde_json::Value;

use crate::answer::Answer;

/// The document of an app.
#[derive(Debug)]
pub struct Document(Value);

impl Document {
    /// Takes a document as `openapi.json` has it.
    pub const fn new(document: Value) -> Self {
        Self(document)
    }

    /// What is wrong with an answer, by the document; `None` when it says nothing of the path or of the method.
    pub fn faults(&self, answer: &Answer) -> Option<Vec<String>> {
        let operation = self.operation(answer)?;
        let status = answer.status.as_str();
        let responses = &operation["responses"];
        let Some(response) = responses.get(status).or_else(|| responses.get("default")) else {
            return Some(vec![format!("status {status} is not in the document")]);
        };
        let response = self.resolve(response);
        let mut faults = Vec::new();
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let header = self.resolve(header);
            match answer.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes())) {
                None if header["required"] == true => faults.push(format!("the header {name} is missing")),
                Some(value) => self.check_text(&header["schema"], &value, name, &mut faults),
                None => {}
            }
        }
        if !answer.body.is_empty() {
            let media = answer.header("content-type");
            match response["content"].get(&media) {
                Some(content) => self.check(&content["schema"], &answer.json(), "", &mut faults),
                None => faults.push(format!("the media type {media} is not in the document")),
            }
        } else if response["content"].is_object() && answer.method() != http::Method::HEAD {
            faults.push("the body is empty".to_owned());
        }
        Some(faults)
    }

    fn operation(&self, answer: &Answer) -> Option<&Value> {
        let path: Vec<&str> = answer.uri_path().split('/').collect();
        let items = self.0["paths"].as_object()?.iter().filter_map(|(template, item)| {
            let template: Vec<&str> = template.split('/').collect();
            let fits = |(part, name): (&&str, &&str)| part == name || (name.starts_with('{') && !part.is_empty());
            let named: Vec<bool> = template.iter().map(|part| part.starts_with('{')).collect();
            (template.len() == path.len() && path.iter().zip(&template).all(fits)).then_some((named, item))
        });
        // Of two that fit it is the more exact one.
        let (_, item) = items.min_by(|(one, _), (other, _)| one.cmp(other))?;
        // Methods are case-sensitive: `get` is a method of its own, which nobody has.
        let method = answer.method().as_str();
        item.get(method.to_ascii_lowercase()).filter(|_| method.bytes().all(|b| b.is_ascii_uppercase()))
    }

    /// Follows a `$ref`.
    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => {
                self.resolve(self.0.pointer(reference.trim_start_matches('#')).expect("a reference that leads somewhere"))
            }
            None => value,
        }
    }

    /// Checks a header: a text, which may stand for a number.
    fn check_text(&self, schema: &Value, text: &str, place: &str, faults: &mut Vec<String>) {
        let number = self.resolve(schema)["type"].as_str().is_some_and(|t| t == "integer" || t == "number");
        let value = if number { text.parse().map_or_else(|_| text.into(), Value::Number) } else { text.into() };
        self.check(schema, &value, place, faults);
    }

    /// Checks a value against a schema, as far as restkit's schemas go: of what is not known here nothing is said.
    fn check(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let schema = self.resolve(schema);
        let mut fault = |what: &str| faults.push(format!("{place:?}: {value} {what} {schema}"));
        if let Some(types) = schema.get("type") {
            let types: Vec<&str> = types
                .as_array()
                .map_or_else(|| types.as_str().into_iter().collect(), |t| t.iter().filter_map(Value::as_str).collect());
            if !types.iter().any(|name| is_of(value, name)) {
                return fault("is not of the type in");
            }
        }
        if schema["enum"].as_array().is_some_and(|words| !words.contains(value))
            || schema.get("const").is_some_and(|c| c != value)
        {
            fault("is none of the values in");
        }
        if let (Some(text), Some(pattern)) = (value.as_str(), schema["pattern"].as_str())
            && !matches(pattern, text)
        {
            fault("does not match the pattern in");
        }
        let length =
            value.as_str().map(|text| text.chars().count()).or(value.as_array().map(Vec::len)).map(|length| length as u64);
        let bound = |name: &str| schema[name].as_u64();
        let (least, most) = if value.is_array() { ("minItems", "maxItems") } else { ("minLength", "maxLength") };
        if length.is_some_and(|l| bound(least).is_some_and(|min| l < min) || bound(most).is_some_and(|max| l > max)) {
            fault("is not of the length in");
        }
        if let Some(number) = value.as_f64()
            && (schema["minimum"].as_f64().is_some_and(|min| number < min)
                || schema["maximum"].as_f64().is_some_and(|max| number > max))
        {
            fault("is out of the range in");
        }
        if let Some(members) = value.as_object() {
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !members.contains_key(name) {
                    fault(&format!("lacks {name} of"));
                }
            }
            for (name, member) in members {
                let place = format!("{place}/{name}");
                match (schema["properties"].get(name), schema.get("additionalProperties")) {
                    (Some(property), _) => self.check(property, member, &place, faults),
                    (None, Some(Value::Bool(false))) => faults.push(format!("{place:?} is not in {schema}")),
                    (None, Some(rest)) => self.check(rest, member, &place, faults),
                    (None, None) => {}
                }
            }
        }
        for (i, item) in value.as_array().into_iter().flatten().enumerate() {
            self.check(&schema["items"], item, &format!("{place}/{i}"), faults);
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.check(part, value, place, faults);
        }
        for choice in ["anyOf", "oneOf"] {
            let Some(parts) = schema[choice].as_array() else { continue };
            let mut all = Vec::new();
            let fits = parts.iter().any(|part| {
                let mut found = Vec::new();
                self.check(part, value, place, &mut found);
                let fits = found.is_empty();
                all.extend(found);
                fits
            });
            if !fits {
                faults.extend(all);
            }
        }
    }
}

/// Whether a text matches. The document may use what only ECMA-262 has: of such a pattern nothing is said.
fn matches(pattern: &str, text: &str) -> bool {
    // Making one takes far longer than using it.
    static KNOWN: LazyLock<Mutex<HashMap<String, Option<Regex>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let regex = known.entry(pattern.to_owned()).or_insert_with(|| Regex::new(pattern).ok());
    regex.as_ref().is_none_or(|regex| regex.is_match(text))
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|n| n.fract() == 0.0),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method, StatusCode};
    use serde_json::json;

    use super::*;

    fn document() -> Document {
        let item = json!({
            "type": "object", "required": ["id"], "additionalProperties": false,
            "properties": {"id": {"type": "integer", "minimum": 1}, "name": {"type": ["string", "null"], "maxLength": 2, "pattern": "^a"}},
        });
        Document::new(json!({
            "paths": {"/items/{id}": {"get": {"responses": {"200": {"$ref": "#/components/responses/Item"}, "204": {}}}}},
            "components": {
                "schemas": {"Item": item},
                "responses": {"Item": {
                    "headers": {"ETag": {"required": true, "schema": {"type": "string"}}},
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}},
                }},
            },
        }))
    }

    fn faults(path: &str, status: u16, body: &Value) -> Option<usize> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/json".parse().unwrap());
        headers.insert("etag", "\"1\"".parse().unwrap());
        let answer = Answer {
            method: Method::GET,
            uri: path.parse().unwrap(),
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: body.to_string().into(),
        };
        document().faults(&answer).map(|faults| faults.len())
    }

    #[test]
    fn what_the_document_says_is_right() {
        assert_eq!(faults("/items/1", 200, &json!({"id": 1, "name": "a\u{e9}"})), Some(0));
        assert_eq!(faults("/items/1", 200, &json!({"id": 1.0, "name": null})), Some(0));
        assert_eq!(faults("/items", 200, &json!({})), None);
        assert_eq!(faults("/items/1/2", 200, &json!({})), None);
    }

    #[test]
    fn what_it_leaves_out_is_a_fault() {
        assert_eq!(faults("/items/1", 404, &json!({})), Some(1));
        assert_eq!(faults("/items/1", 204, &json!({})), Some(1));
        for body in
            [json!({}), json!({"id": 0}), json!({"id": "1"}), json!({"id": 1, "x": 1}), json!({"id": 1, "name": "b"}), json!([])]
        {
            assert_eq!(faults("/items/1", 200, &body), Some(1), "{body}");
        }
        assert_eq!(faults("/items/1", 200, &json!({"id": 1, "name": "bbb"})), Some(2));
    }
}
