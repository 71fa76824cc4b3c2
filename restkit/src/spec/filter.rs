//! What lists can be filtered by: the one table that both the reader of a query and the document are made from.

use super::{ColumnSpec, Compare, DataType, Expr, Inner, Inside, Kind, Member, RelationSpec, ResourceSpec, TextMatch, Value};

/// The names that the query or the body of a list has for itself; no filter can be called so.
pub const RESERVED_PARAMETERS: [&str; 11] =
    ["sort", "limit", "cursor", "fields", "include", "count", "offset", "q", "and", "or", "not"];

/// How many rows a request passes over at most, where pages may be counted.
pub const MOST_OFFSET: u32 = 10_000;

/// How many values a filter compares with at most.
pub const MOST_VALUES: usize = 100;

/// How a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// The value itself: the bare name.
    Equal,
    /// Another value.
    NotEqual,
    /// One of these values.
    In,
    /// None of these values.
    NotIn,
    /// Less.
    Less,
    /// Less or equal.
    LessOrEqual,
    /// Greater.
    Greater,
    /// Greater or equal.
    GreaterOrEqual,
    /// From the first of two values to the second, both included.
    Between,
    /// Null or not.
    IsNull,
    /// A text in which another one stands.
    Contains,
    /// The same, whatever the case of letters.
    ContainsIgnoringCase,
    /// A text that begins with another one.
    StartsWith,
    /// The same, whatever the case of letters.
    StartsWithIgnoringCase,
    /// A text that ends with another one.
    EndsWith,
    /// The same, whatever the case of letters.
    EndsWithIgnoringCase,
    /// The text itself, whatever the case of letters.
    EqualIgnoringCase,
    /// A list with all of these items.
    HoldsAll,
    /// A list with at least one of these items.
    HoldsAny,
    /// A document of which this one is a part.
    Holds,
}

/// What a filter is given to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A value of the column.
    Value,
    /// Some values of the column.
    Values,
    /// Two values of the column.
    Range,
    /// `true` or `false`.
    Truth,
    /// Any text.
    Text,
    /// A text of at most [`TextMatch::LONGEST`] characters.
    FoldedText,
    /// A part of a JSON document: an object, or a list of scalars.
    Document,
}

impl Operator {
    /// All of them, in the order in which the document has them.
    pub const ALL: [Self; 20] = [
        Self::Equal,
        Self::NotEqual,
        Self::In,
        Self::NotIn,
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Between,
        Self::IsNull,
        Self::Contains,
        Self::ContainsIgnoringCase,
        Self::StartsWith,
        Self::StartsWithIgnoringCase,
        Self::EndsWith,
        Self::EndsWithIgnoringCase,
        Self::EqualIgnoringCase,
        Self::HoldsAll,
        Self::HoldsAny,
        Self::Holds,
    ];

    /// What follows the name of the member, and two underscores; nothing for equality.
    pub const fn word(self) -> Option<&'static str> {
        Some(match self {
            Self::Equal => return None,
            Self::NotEqual => "ne",
            Self::In => "in",
            Self::NotIn => "nin",
            Self::Less => "lt",
            Self::LessOrEqual => "lte",
            Self::Greater => "gt",
            Self::GreaterOrEqual => "gte",
            Self::Between => "between",
            Self::IsNull => "isnull",
            Self::Contains | Self::HoldsAll | Self::Holds => "contains",
            Self::ContainsIgnoringCase => "icontains",
            Self::StartsWith => "startswith",
            Self::StartsWithIgnoringCase => "istartswith",
            Self::EndsWith => "endswith",
            Self::EndsWithIgnoringCase => "iendswith",
            Self::EqualIgnoringCase => "iexact",
            Self::HoldsAny => "overlap",
        })
    }

    /// What it is given.
    pub const fn operand(self) -> Operand {
        match self {
            Self::Equal | Self::NotEqual | Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => {
                Operand::Value
            }
            Self::In | Self::NotIn | Self::HoldsAll | Self::HoldsAny => Operand::Values,
            Self::Between => Operand::Range,
            Self::IsNull => Operand::Truth,
            Self::Holds => Operand::Document,
            Self::Contains | Self::StartsWith | Self::EndsWith => Operand::Text,
            Self::ContainsIgnoringCase | Self::StartsWithIgnoringCase | Self::EndsWithIgnoringCase | Self::EqualIgnoringCase => {
                Operand::FoldedText
            }
        }
    }

    /// Whether it has a meaning for a type, and a use: the order of truth values and of the words of an enum has none.
    pub fn fits(self, data_type: &DataType) -> bool {
        match self {
            Self::Equal | Self::NotEqual | Self::In | Self::NotIn => data_type.kind != Kind::Json,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual | Self::Between => {
                data_type.is_free_text() || !matches!(data_type.kind, Kind::Text | Kind::Bytes | Kind::Bool | Kind::Json)
            }
            Self::IsNull => data_type.nullable,
            // Of what stands inside: see `fits_inside`.
            Self::HoldsAll | Self::HoldsAny | Self::Holds => false,
            _ => data_type.is_free_text(),
        }
    }

    /// Whether it has a meaning for what stands inside a JSON column.
    const fn fits_inside(self, inside: &Inside) -> bool {
        match inside.what {
            Inner::List => matches!(self, Self::HoldsAll | Self::HoldsAny),
            Inner::Scalar => matches!(self, Self::Equal | Self::In),
            Inner::Document => matches!(self, Self::Holds),
        }
    }

    /// The condition on what stands inside a JSON column.
    fn condition_inside(self, column: usize, inside: &Inside, given: Vec<Value>) -> Expr {
        if self == Self::HoldsAll {
            return Expr::Holds(column, inside.held(given));
        }
        given.into_iter().fold(Expr::Constant(false), |any, value| any.or(Expr::Holds(column, inside.held(vec![value]))))
    }

    /// The condition on a column with what the filter was given.
    pub fn condition(self, column: usize, given: impl IntoIterator<Item = Value>) -> Expr {
        let mut given = given.into_iter();
        let mut next = || given.next().unwrap_or(Value::Null);
        let compare = |operator, value| Expr::Compare(column, operator, value);
        let how = match self {
            Self::Equal => return compare(Compare::Equal, next()),
            Self::NotEqual => return compare(Compare::NotEqual, next()),
            Self::Less => return compare(Compare::Less, next()),
            Self::LessOrEqual => return compare(Compare::LessOrEqual, next()),
            Self::Greater => return compare(Compare::Greater, next()),
            Self::GreaterOrEqual => return compare(Compare::GreaterOrEqual, next()),
            Self::In => return Expr::In(column, given.collect()),
            Self::NotIn => return Expr::In(column, given.collect()).negate(),
            Self::Between => {
                let least = compare(Compare::GreaterOrEqual, next());
                return least.and(compare(Compare::LessOrEqual, next()));
            }
            Self::IsNull if next() == Value::Bool(true) => return Expr::IsNull(column),
            Self::IsNull => return Expr::IsNull(column).negate(),
            Self::Contains => TextMatch::Contains,
            Self::ContainsIgnoringCase => TextMatch::ContainsIgnoringCase,
            Self::StartsWith => TextMatch::StartsWith,
            Self::StartsWithIgnoringCase => TextMatch::StartsWithIgnoringCase,
            Self::EndsWith => TextMatch::EndsWith,
            Self::EndsWithIgnoringCase => TextMatch::EndsWithIgnoringCase,
            Self::EqualIgnoringCase => TextMatch::EqualIgnoringCase,
            // Of no column itself.
            Self::HoldsAll | Self::HoldsAny | Self::Holds => return compare(Compare::Equal, Value::Null),
        };
        match next() {
            Value::Text(text) => Expr::Text(column, how, text),
            // What is compared with no text is unknown.
            _ => compare(Compare::Equal, Value::Null),
        }
    }
}

/// One filter of a list.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Its name, as in `priority__gte`.
    pub name: String,
    /// The index of its column, in the resource that a relation leads to where it goes by one.
    pub column: usize,
    /// How it compares.
    pub operator: Operator,
    /// The relation that it goes by.
    pub by: Option<FilterBy>,
    /// What it looks at inside of its column, where that is JSON.
    pub inside: Option<Inside>,
}

/// How many times a tree of filters reaches through a relation at most: each time is a subquery.
pub const MOST_REACHES: usize = 10;

/// The relation that a filter goes by. Filters beside each other which go the same way are about the same row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilterBy {
    /// The relation.
    pub relation: &'static RelationSpec,
    /// Whether none of its rows may be so, instead of one.
    pub none: bool,
}

impl FilterBy {
    /// Whether a row is such that one, or none, of its rows fulfils a condition.
    pub fn condition(self, condition: Expr) -> Expr {
        let related = Expr::related(self.relation, condition);
        if self.none { related.negate() } else { related }
    }
}

impl Filter {
    /// Its column. `resource` is the one whose lists have it.
    pub fn spec(&self, resource: &ResourceSpec) -> Option<&'static ColumnSpec> {
        let columns = self.by.map_or(resource.columns, |by| by.relation.target().columns);
        columns.get(self.column)
    }

    /// What it compares with, as a column: what stands inside of its column has another type, and perhaps a name of its own.
    pub fn compared(&self, resource: &ResourceSpec) -> Option<ColumnSpec> {
        let column = *self.spec(resource)?;
        let Some(Inside { path, data_type, what }) = &self.inside else { return Some(column) };
        let column = ColumnSpec { data_type: *data_type, rules: &[], example: None, ..column };
        Some(match path.last() {
            None => column,
            Some(Member { name, docs, .. }) if *what == Inner::List => ColumnSpec { member: name, docs, ..column },
            Some(Member { name, docs, rules, example, .. }) => {
                ColumnSpec { member: name, docs, rules, example: *example, ..column }
            }
        })
    }

    /// The condition on its column with what it was given.
    pub fn condition(&self, given: Vec<Value>) -> Expr {
        match &self.inside {
            Some(inside) => self.operator.condition_inside(self.column, inside, given),
            None => self.operator.condition(self.column, given),
        }
    }
}

/// The filters of a resource: by its columns in their order, then by those of rows that its relations lead to.
pub fn filters(resource: &ResourceSpec) -> Vec<Filter> {
    let mut filters = by_columns(resource, "", None);
    for relation in resource.relations.iter().filter(|relation| relation.filter) {
        let ways: &[_] = if relation.to_many() { &[("", false), ("none__", true)] } else { &[("", false)] };
        for (word, none) in ways {
            let prefix = format!("{}__{word}", relation.name);
            filters.extend(by_columns(relation.target(), &prefix, Some(FilterBy { relation, none: *none })));
        }
    }
    filters
}

fn by_columns(resource: &ResourceSpec, prefix: &str, by: Option<FilterBy>) -> Vec<Filter> {
    let mut filters = Vec::new();
    for (index, column) in resource.columns.iter().enumerate().filter(|(_, column)| column.filter && column.readable()) {
        let mut add = |operator: Operator, inside: Option<Inside>| {
            let mut name = format!("{prefix}{}", column.member);
            for member in inside.iter().flat_map(|inside| &inside.path) {
                name.push_str("__");
                name.push_str(member.name);
            }
            if let Some(word) = operator.word() {
                name.push_str("__");
                name.push_str(word);
            }
            filters.push(Filter { name, column: index, operator, by, inside });
        };
        for operator in Operator::ALL.into_iter().filter(|operator| operator.fits(&column.data_type)) {
            add(operator, None);
        }
        for inside in column.insides() {
            for operator in Operator::ALL.into_iter().filter(|operator| operator.fits_inside(&inside)) {
                add(operator, Some(inside.clone()));
            }
        }
    }
    filters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::ColumnSpec;

    fn names(columns: &'static [ColumnSpec]) -> Vec<String> {
        let resource = ResourceSpec { columns, ..ResourceSpec::USUAL };
        filters(&resource).into_iter().map(|filter| filter.name).collect()
    }

    #[test]
    fn the_type_of_a_column_decides_its_filters() {
        static NUMBER: [ColumnSpec; 2] = [ColumnSpec::new::<i64>("id"), ColumnSpec::new::<Option<i16>>("n").filter()];
        let number = ["n", "n__ne", "n__in", "n__nin", "n__lt", "n__lte", "n__gt", "n__gte", "n__between", "n__isnull"];
        assert_eq!(names(&NUMBER), number);
        static TEXT: [ColumnSpec; 1] = [ColumnSpec::new::<String>("t").filter()];
        assert_eq!(names(&TEXT).len(), 16);
        static TRUTH: [ColumnSpec; 1] = [ColumnSpec::new::<bool>("b").filter()];
        assert_eq!(names(&TRUTH), ["b", "b__ne", "b__in", "b__nin"]);
        static JSON: [ColumnSpec; 1] = [ColumnSpec::new::<serde_json::Value>("j").filter()];
        assert_eq!(names(&JSON), ["j__contains"]);
    }

    #[test]
    fn a_range_is_two_comparisons_and_none_of_some_is_not_one_of_them() {
        let (one, two) = (Value::Integer(1), Value::Integer(2));
        let compare = |operator, value: &Value| Expr::Compare(3, operator, value.clone());
        assert_eq!(
            Operator::Between.condition(3, [one.clone(), two.clone()]),
            Expr::All(vec![compare(Compare::GreaterOrEqual, &one), compare(Compare::LessOrEqual, &two)])
        );
        assert_eq!(Operator::NotIn.condition(3, [one.clone(), two.clone()]), Expr::Not(Box::new(Expr::In(3, vec![one, two]))));
        assert_eq!(Operator::IsNull.condition(3, [Value::Bool(false)]), Expr::Not(Box::new(Expr::IsNull(3))));
    }
}
