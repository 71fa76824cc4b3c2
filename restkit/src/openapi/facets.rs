//! A scalar type and its rules as the constraints of JSON Schema.

use serde_json::Value as JsonValue;
use utoipa::{
    Number as SchemaNumber,
    openapi::{
        ObjectBuilder, Schema, SchemaFormat,
        extensions::Extensions,
        schema::{SchemaType, Type},
    },
};

use super::{
    kinds::{base64_pattern, bounds, format, json_type, kind_pattern},
    words,
};
use crate::spec::{DataType, Invalid, Kind, Literal, Number, Rule, Value, pattern};

/// A rule of the user's.
type Check = fn(&Value) -> Result<(), Invalid>;

/// The constraints on one scalar, gathered from its type and its rules.
#[derive(Clone, Debug)]
pub(super) struct Facets {
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) format: Option<&'static str>,
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    /// Each must match. Empty: every text without NUL.
    pub(super) patterns: Vec<String>,
    /// The only values, if they are counted.
    pub(super) values: Option<Vec<Literal>>,
    /// What no schema can say; examples are checked by them.
    pub(super) customs: Vec<Check>,
}

impl Facets {
    /// The constraints of a type and of further rules on it. Free and structured JSON is not for here but for `shapes`.
    pub(super) fn new(data_type: &DataType, rules: &[Rule]) -> Self {
        let kind = data_type.kind;
        let (minimum, maximum) = bounds(kind);
        let mut this = Self {
            kind,
            nullable: data_type.nullable,
            format: format(kind),
            minimum,
            maximum,
            min_length: None,
            max_length: None,
            patterns: kind_pattern(kind).map(str::to_owned).into_iter().collect(),
            values: None,
            customs: Vec::new(),
        };
        if !data_type.variants.is_empty() {
            this.values = Some(data_type.variants.iter().map(|word| Literal::Text(word)).collect());
        }
        for rule in data_type.rules.iter().chain(rules) {
            this.apply(rule);
        }
        match kind {
            Kind::Bytes => this.bytes(),
            Kind::Decimal => this.decimal(),
            _ => {}
        }
        this
    }

    fn apply(&mut self, rule: &Rule) {
        match *rule {
            Rule::Length { min, max } => {
                self.min_length = self.min_length.max(min);
                self.max_length = least(self.max_length, max);
            }
            Rule::Range { min, max } => {
                if let Some(min) = min
                    && self.minimum.is_none_or(|old| float(old) < float(min))
                {
                    self.minimum = Some(min);
                }
                if let Some(max) = max
                    && self.maximum.is_none_or(|old| float(max) < float(old))
                {
                    self.maximum = Some(max);
                }
            }
            Rule::Pattern(pattern) => self.patterns.push(pattern.to_owned()),
            Rule::Email => {
                self.format = Some("email");
                self.patterns.push(pattern::EMAIL_EXACT.to_owned());
            }
            Rule::Url => {
                self.format = Some("uri");
                self.patterns.push(pattern::URL.to_owned());
            }
            Rule::NonBlank => self.patterns.push(pattern::NON_BLANK.to_owned()),
            Rule::OneOf(values) => {
                let kept = match self.values.take() {
                    Some(old) => old.into_iter().filter(|value| values.contains(value)).collect(),
                    None => values.to_vec(),
                };
                self.values = Some(kept);
            }
            Rule::Custom(check) => self.customs.push(check),
            // Rules of lists and of JSON values: `shapes` reads them.
            Rule::Each(_) | Rule::CustomJson(_) => {}
        }
    }

    /// Lengths of byte strings count bytes, those of their base64 characters: said by the pattern.
    fn bytes(&mut self) {
        let (min, max) = (self.min_length.take(), self.max_length.take());
        if min.is_some() || max.is_some() {
            self.patterns.retain(|pattern| pattern != pattern::BASE64);
            self.patterns.push(base64_pattern(min.unwrap_or(0), max));
        }
    }

    /// Decimals travel as texts, whose bounds JSON Schema cannot state; the usual ones a pattern can.
    fn decimal(&mut self) {
        let narrower = match self.minimum.map(float) {
            Some(0.0) => pattern::DECIMAL_FROM_0,
            Some(1.0) => pattern::DECIMAL_FROM_1,
            _ => return,
        };
        self.patterns.retain(|pattern| pattern != pattern::DECIMAL);
        self.patterns.push(narrower.to_owned());
    }

    /// The patterns of the schema. A text that may hold anything else still holds no NUL.
    pub(super) fn schema_patterns(&self) -> Vec<String> {
        let mut patterns = self.patterns.clone();
        let text = self.kind == Kind::Text && self.values.is_none();
        let excludes_nul = |p: &String| [pattern::NON_BLANK, pattern::EMAIL_EXACT, pattern::URL].contains(&p.as_str());
        if text && !patterns.iter().any(excludes_nul) {
            patterns.push(pattern::NUL_FREE.to_owned());
        }
        patterns
    }

    /// The JSON Schema, without description and default.
    pub(super) fn schema(&self) -> ObjectBuilder {
        let json_type = json_type(self.kind);
        let mut builder = ObjectBuilder::new().schema_type(if self.nullable {
            SchemaType::Array(vec![json_type, Type::Null])
        } else {
            SchemaType::Type(json_type)
        });
        if let Some(values) = &self.values {
            let mut values: Vec<JsonValue> = values.iter().map(literal).collect();
            if self.nullable {
                values.push(JsonValue::Null);
            }
            return builder.enum_values(Some(values));
        }
        builder = builder
            .format(self.format.map(|format| SchemaFormat::Custom(format.to_owned())))
            .min_length(self.min_length.and_then(|n| usize::try_from(n).ok()))
            .max_length(self.max_length.and_then(|n| usize::try_from(n).ok()));
        // Decimals travel as texts, whose bounds JSON Schema cannot state.
        if self.kind != Kind::Decimal {
            builder = builder.minimum(self.minimum.map(number)).maximum(self.maximum.map(number));
        }
        if self.kind == Kind::Bytes {
            builder = builder.content_encoding("base64");
        }
        let mut patterns = self.schema_patterns().into_iter();
        builder = builder.pattern(patterns.next());
        let more: Vec<JsonValue> = patterns.map(|pattern| serde_json::json!({ "pattern": pattern })).collect();
        if !more.is_empty() {
            builder = builder.extensions(Some(Extensions::from_iter([("allOf", JsonValue::Array(more))])));
        }
        builder
    }

    /// What the schema leaves out, for its description.
    pub(super) fn remark(&self) -> Option<String> {
        let bounds = match (self.kind, self.minimum, self.maximum) {
            (Kind::Decimal, Some(min), None) => Some(format!("At least {}.", float(min))),
            (Kind::Decimal, None, Some(max)) => Some(format!("At most {}.", float(max))),
            (Kind::Decimal, Some(min), Some(max)) => Some(format!("Between {} and {}.", float(min), float(max))),
            _ => None,
        };
        let remarks = [bounds, (!self.customs.is_empty()).then(|| words::FURTHER_RULES.to_owned())];
        let remarks: Vec<String> = remarks.into_iter().flatten().collect();
        (!remarks.is_empty()).then(|| remarks.join(" "))
    }
}

impl From<Facets> for Schema {
    fn from(facets: Facets) -> Self {
        facets.schema().into()
    }
}

fn least(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// A number of a rule, to compare it.
#[expect(clippy::cast_precision_loss, reason = "only the order of bounds is decided by it")]
pub(super) const fn float(number: Number) -> f64 {
    match number {
        Number::Integer(n) => n as f64,
        Number::Float(n) => n,
    }
}

fn number(number: Number) -> SchemaNumber {
    match number {
        Number::Integer(n) => isize::try_from(n).map_or_else(|_| SchemaNumber::Float(float(number)), SchemaNumber::Int),
        Number::Float(n) => SchemaNumber::Float(n),
    }
}

pub(super) fn literal(literal: &Literal) -> JsonValue {
    match literal {
        Literal::Text(text) => (*text).into(),
        Literal::Integer(n) => (*n).into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema(data_type: DataType, rules: &[Rule]) -> JsonValue {
        serde_json::to_value(Schema::from(Facets::new(&data_type, rules))).unwrap()
    }

    #[test]
    fn the_tighter_bound_wins() {
        let rules = [
            Rule::Range { min: Some(Number::Integer(1)), max: Some(Number::Integer(5)) },
            Rule::Range { min: Some(Number::Float(0.5)), max: None },
        ];
        let expected = json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": 5});
        assert_eq!(schema(DataType::new(Kind::I16), &rules), expected);
        let expected = json!({"type": ["integer", "null"], "format": "int64", "minimum": i64::MIN, "maximum": i64::MAX});
        assert_eq!(schema(DataType::new(Kind::I64).or_null(), &[]), expected);
    }

    #[test]
    fn every_text_is_free_of_nul() {
        let rules = [Rule::Length { min: Some(1), max: Some(200) }];
        let expected = json!({"type": "string", "minLength": 1, "maxLength": 200, "pattern": pattern::NUL_FREE});
        assert_eq!(schema(DataType::new(Kind::Text), &rules), expected);
        let expected = json!({"type": "string", "pattern": "a+", "allOf": [{"pattern": pattern::NUL_FREE}]});
        assert_eq!(schema(DataType::new(Kind::Text), &[Rule::Pattern("a+")]), expected);
        assert_eq!(schema(DataType::new(Kind::Text), &[Rule::NonBlank])["pattern"], pattern::NON_BLANK);
    }

    #[test]
    fn counted_values_stand_alone() {
        let words = DataType::enumeration("Status", "", &["todo", "done"]);
        assert_eq!(schema(words.or_null(), &[]), json!({"type": ["string", "null"], "enum": ["todo", "done", null]}));
        let rules = [Rule::OneOf(&[Literal::Integer(1), Literal::Integer(2)])];
        assert_eq!(schema(DataType::new(Kind::I32), &rules), json!({"type": "integer", "enum": [1, 2]}));
    }
}
