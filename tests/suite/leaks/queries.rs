//! Random reads, drawn from the document: what can be asked for is asked for, also what comes later.

use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::{dice::Dice, worlds::LAST};

/// How deep the trees of a body are at most.
const DEEPEST: usize = 3;

/// A read.
#[derive(Clone, Debug)]
pub struct Query {
    pub method: Method,
    pub path: String,
    /// The parameters of the query.
    pub parameters: Vec<(String, String)>,
    pub body: Option<Value>,
}

impl Query {
    /// The path with its query.
    pub fn uri(&self) -> String {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs: Vec<String> = self.parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if pairs.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, pairs.join("&")) }
    }

    /// The same from another place of the list.
    pub fn at(mut self, cursor: &str) -> Self {
        match &mut self.body {
            Some(body) => body["cursor"] = json!(cursor),
            None => {
                self.parameters.retain(|(name, _)| name != "cursor" && name != "offset");
                self.parameters.push(("cursor".to_owned(), cursor.to_owned()));
            }
        }
        if let Some(Value::Object(body)) = &mut self.body {
            body.remove("offset");
        }
        self
    }
}

/// What the document offers to readers.
pub struct Offer {
    document: Value,
    /// Method, path and description.
    operations: Vec<(Method, String, Value)>,
}

impl Offer {
    pub fn new(document: Value) -> Self {
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            if item["get"].is_object() {
                operations.push((Method::GET, path.clone(), item["get"].clone()));
            }
            if path.ends_with("/query") {
                operations.push((Method::POST, path.clone(), item["post"].clone()));
            }
        }
        Self { document, operations }
    }

    /// The names of all parameters of lists.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        let parameters =
            self.operations.iter().flat_map(|(.., operation)| operation["parameters"].as_array().into_iter().flatten());
        parameters.filter_map(|parameter| parameter["name"].as_str())
    }

    /// Some read.
    pub fn draw(&self, dice: &mut Dice) -> Query {
        let (method, path, operation) = dice.pick(&self.operations);
        let mut query = Query { method: method.clone(), path: path.clone(), parameters: Vec::new(), body: None };
        let none = Vec::new();
        let all = operation["parameters"].as_array().unwrap_or(&none);
        let (of_query, others): (Vec<&Value>, Vec<&Value>) = all.iter().partition(|parameter| parameter["in"] == "query");
        for part in others.iter().filter(|parameter| parameter["in"] == "path") {
            let key = 1 + dice.below(usize::try_from(LAST).unwrap());
            query.path = query.path.replace(&format!("{{{}}}", part["name"].as_str().unwrap()), &key.to_string());
        }
        let (general, filters): (Vec<&Value>, Vec<&Value>) =
            of_query.into_iter().filter(|parameter| parameter["name"] != "cursor").partition(|parameter| {
                matches!(parameter["name"].as_str(), Some("sort" | "limit" | "count" | "fields" | "include" | "offset"))
            });
        for parameter in general {
            if dice.one_in(3) {
                self.add(&mut query, parameter, dice);
            }
        }
        for _ in 0..dice.below(3) {
            if let Some(parameter) = (!filters.is_empty()).then(|| dice.pick(&filters)) {
                self.add(&mut query, parameter, dice);
            }
        }
        if method == Method::POST {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            query.body = Some(self.value(schema, "", 0, dice));
        }
        query
    }

    fn add(&self, query: &mut Query, parameter: &Value, dice: &mut Dice) {
        let name = parameter["name"].as_str().unwrap();
        if query.parameters.iter().any(|(there, _)| there == name) {
            return;
        }
        let text = match self.value(&parameter["schema"], name, 0, dice) {
            Value::Array(parts) => parts.iter().map(text).collect::<Vec<_>>().join(","),
            value => text(&value),
        };
        query.parameters.push((name.to_owned(), text));
    }

    /// A value of a schema, with few values for each type, so that some rows have them.
    fn value(&self, schema: &Value, name: &str, depth: usize, dice: &mut Dice) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.value(&self.document.pointer(reference.trim_start_matches('#')).unwrap().clone(), name, depth, dice);
        }
        for choice in ["oneOf", "anyOf"] {
            if let Some(schemas) = schema[choice].as_array() {
                return self.value(dice.pick(schemas), name, depth, dice);
            }
        }
        if let Some(values) = schema["enum"].as_array() {
            return dice.pick(values).clone();
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
            _ => vec!["null"],
        };
        let most = |key: &str, usual: u64| schema[key].as_u64().unwrap_or(usual);
        match *dice.pick(&types) {
            "object" => self.object(schema, depth, dice),
            "array" => {
                let least = usize::try_from(most("minItems", 0)).unwrap().max(1);
                let count = least + dice.below(2);
                let count = count.min(usize::try_from(most("maxItems", u64::MAX)).unwrap_or(usize::MAX));
                let mut items: Vec<Value> = (0..count).map(|_| self.value(&schema["items"], name, depth + 1, dice)).collect();
                // A member twice is a fault where it says an order or what is shown.
                if matches!(name, "sort" | "fields" | "include") {
                    items.truncate(1);
                }
                json!(items)
            }
            "integer" | "number" if matches!(name, "limit" | "offset") => json!(1 + dice.below(4)),
            "integer" => json!(dice.below(4)),
            "number" => json!(dice.below(3)),
            "boolean" => json!(dice.one_in(2)),
            "string" => json!(dice.pick(&["a", "b", "A", "ab", "ä", "c"])),
            _ => Value::Null,
        }
    }

    fn object(&self, schema: &Value, depth: usize, dice: &mut Dice) -> Value {
        let mut object = Map::new();
        let members = schema["properties"].as_object().unwrap();
        let deeper = |name: &str| matches!(name, "and" | "or" | "not");
        let names: Vec<&String> = members.keys().filter(|name| *name != "cursor" && (depth < DEEPEST || !deeper(name))).collect();
        for _ in 0..=dice.below(3) {
            let name = dice.pick(&names);
            object.insert((*name).clone(), self.value(&members[*name], name, depth + 1, dice));
        }
        Value::Object(object)
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
