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

    /// Whether it chooses from the rows of a relation.
    pub fn chooses(&self) -> bool {
        let filtered = |name: &str| name.contains('.') && !name.ends_with(".limit") && !name.ends_with(".sort");
        let include = self.parameters.iter().any(|(name, _)| name == "include");
        include && self.parameters.iter().any(|(name, _)| filtered(name))
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

/// The names of a tree that are no filters.
const OF_TREES: [&str; 3] = ["and", "or", "not"];

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
        parameters.filter_map(|parameter| self.resolved(parameter)["name"].as_str())
    }

    /// What a reference refers to.
    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }

    /// The paths of relations whose rows can be chosen from, each with the tree of filters that does.
    fn chosen(&self, path: &str) -> Vec<(String, &Value)> {
        let of = path.rsplit('/').find(|part| !part.starts_with('{') && *part != "query" && *part != "aggregate").unwrap();
        let Some(query) = self.document["components"]["schemas"][query_of(of)].as_object() else { return Vec::new() };
        let members = query["properties"].as_object().unwrap().iter();
        let plain = members.filter_map(|(name, tree)| Some((name.strip_suffix(".filter")?.to_owned(), tree)));
        let longer = query.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
        let longer = longer.flat_map(|(pattern, tree)| {
            let paths = pattern.strip_suffix(")\\.filter$").map(|paths| paths.trim_start_matches("^(").replace('\\', ""));
            let paths = paths.unwrap_or_default();
            paths.split('|').filter(|path| !path.is_empty()).map(|path| (path.to_owned(), tree)).collect::<Vec<_>>()
        });
        plain.chain(longer).collect()
    }

    /// Includes rows of some relation, mostly of the row itself, and chooses from them; in the answers of one row as well as of a list.
    fn choose(&self, query: &mut Query, dice: &mut Dice) {
        let mut paths = self.chosen(&query.path);
        if !dice.one_in(3) {
            paths.retain(|(path, _)| !path.contains('.'));
        }
        if paths.is_empty() || query.path.ends_with("/aggregate") {
            return;
        }
        let (path, tree) = dice.pick(&paths);
        let filters = self.resolved(tree)["properties"].as_object().unwrap();
        let names: Vec<&String> = filters.keys().filter(|name| !OF_TREES.contains(&name.as_str())).collect();
        // What else is asked for must not leave too little to choose from.
        query.parameters.clear();
        query.parameters.extend([("include".to_owned(), path.clone()), (format!("{path}.limit"), "9".to_owned())]);
        for _ in 0..=dice.below(2) {
            let name = dice.pick(&names);
            let parameter = json!({ "name": format!("{path}.{name}"), "schema": filters[*name] });
            self.add(query, &parameter, dice);
        }
    }

    /// Some read.
    pub fn draw(&self, dice: &mut Dice) -> Query {
        let (method, path, operation) = dice.pick(&self.operations);
        let mut query = Query { method: method.clone(), path: path.clone(), parameters: Vec::new(), body: None };
        let none = Vec::new();
        let all: Vec<&Value> =
            operation["parameters"].as_array().unwrap_or(&none).iter().map(|parameter| self.resolved(parameter)).collect();
        let (of_query, others): (Vec<&Value>, Vec<&Value>) = all.into_iter().partition(|parameter| parameter["in"] == "query");
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
        if method == Method::GET && dice.one_in(2) {
            self.choose(&mut query, dice);
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
        let document = &parameter["content"]["application/json"]["schema"];
        let text = match self.value(if document.is_object() { document } else { &parameter["schema"] }, name, 0, dice) {
            value if document.is_object() => value.to_string(),
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
                // The first ones are scalars, which have an end.
                let schema = if depth > DEEPEST { &schemas[0] } else { dice.pick(schemas) };
                return self.value(schema, name, depth, dice);
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
        let Some(members) = schema["properties"].as_object() else {
            // Part of a document, of which some rows have such members.
            for _ in 0..dice.below(3) {
                let name = *dice.pick(&["tags", "font", "size"]);
                object.insert(name.to_owned(), self.value(&schema["additionalProperties"], name, depth + 1, dice));
            }
            return Value::Object(object);
        };
        let deeper = |name: &str| OF_TREES.contains(&name);
        let names: Vec<&String> = members.keys().filter(|name| *name != "cursor" && (depth < DEEPEST || !deeper(name))).collect();
        for _ in 0..=dice.below(3) {
            let name = dice.pick(&names);
            object.insert((*name).clone(), self.value(&members[*name], name, depth + 1, dice));
        }
        // Now and then an option of a longer path. Its rows are there, too.
        if let Some(longer) = schema["patternProperties"].as_object().filter(|_| dice.one_in(3)) {
            let longer: Vec<(&String, &Value)> = longer.iter().collect();
            let (pattern, schema) = dice.pick(&longer);
            let (paths, option) = pattern.trim_start_matches("^(").split_once(")\\.").unwrap();
            let paths: Vec<String> = paths.split('|').map(|path| path.replace('\\', "")).collect();
            let option = option.trim_end_matches('$');
            object.insert(format!("{}.{option}", dice.pick(&paths)), self.value(schema, option, depth + 1, dice));
        }
        let of = object.keys().find_map(|name| name.strip_suffix(".filter").map(str::to_owned));
        if let Some(path) = of.filter(|_| dice.one_in(2)) {
            object.insert("include".to_owned(), json!([path]));
        }
        Value::Object(object)
    }
}

/// The name of the schema of the queries of a list: `NoteQuery` of `notes`.
fn query_of(list: &str) -> String {
    let name = list.strip_suffix("ies").map_or_else(|| list.trim_end_matches('s').to_owned(), |name| format!("{name}y"));
    format!("{}{}Query", name[..1].to_uppercase(), &name[1..])
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
