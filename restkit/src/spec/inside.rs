//! What stands inside a JSON column, as far as lists are filtered by it.

use serde::Serialize;
use serde_json::Value as JsonValue;

use super::{ColumnSpec, Condition, DataType, Expr, Field, Json, Kind, Member, Resource, Shape, Value};

/// What a filter looks at inside of a JSON column.
#[derive(Clone, Copy, Debug)]
pub enum Inside {
    /// The items of the list that it is, of this type.
    Items(DataType),
    /// This member of the object that it is, of this type.
    Member(&'static Member, DataType),
}

impl Inside {
    /// What is compared.
    pub const fn data_type(&self) -> DataType {
        match self {
            Self::Items(data_type) | Self::Member(_, data_type) => *data_type,
        }
    }

    /// What a JSON document has to hold of which this is true.
    pub fn held(&self, values: Vec<Value>) -> JsonValue {
        let mut values = values.iter().map(Value::to_json);
        match self {
            Self::Items(_) => JsonValue::Array(values.collect()),
            Self::Member(member, _) => {
                JsonValue::Object([(member.name.to_owned(), values.next().unwrap_or_default())].into_iter().collect())
            }
        }
    }
}

impl ColumnSpec {
    /// What lists are filtered by inside of this column: the items of a list of scalars, or the members of an object that are scalars. Types of
    /// which JSON knows several spellings (moments, decimals, UUIDs) are none, and so are members whose names are none in a query.
    pub fn insides(&self) -> Vec<Inside> {
        if self.data_type.kind != Kind::Json {
            return Vec::new();
        }
        match self.data_type.shape.map(without_null) {
            Some(Shape::List(item)) => scalar(item).map(Inside::Items).into_iter().collect(),
            Some(Shape::Object(object)) => {
                let inside = |member: &'static Member| {
                    let data_type = scalar(&member.shape).filter(|_| is_name(member.name))?;
                    Some(Inside::Member(member, data_type))
                };
                object.get().members.iter().filter_map(inside).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn without_null(shape: &Shape) -> &Shape {
    match shape {
        Shape::Nullable(inner) => without_null(inner),
        shape => shape,
    }
}

/// The type of a scalar that JSON has one spelling of.
fn scalar(shape: &Shape) -> Option<DataType> {
    let Shape::Scalar(data_type) = without_null(shape) else { return None };
    let spelled = matches!(data_type.kind, Kind::Bool | Kind::F64 | Kind::Text) || data_type.kind.integer_range().is_some();
    spelled.then_some(DataType { nullable: false, ..*data_type })
}

/// Whether a member can stand in the name of a filter.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains("__") && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

macro_rules! lists {
    ($($list:ty),*) => {$(
        /// Lists in JSON columns. Of items that are lists or objects themselves these conditions are unknown.
        impl<R: Resource, T: Serialize> Field<R, $list> {
            /// Rows whose list holds all of these items; that of a list that is null is unknown.
            pub fn holds_all(self, items: impl IntoIterator<Item = impl Into<T>>) -> Condition<R> {
                Condition::new(Expr::Holds(self.index(), JsonValue::Array(items.into_iter().map(item::<T>).collect())))
            }

            /// Rows whose list holds at least one of these items; that of a list that is null is unknown.
            pub fn holds_any(self, items: impl IntoIterator<Item = impl Into<T>>) -> Condition<R> {
                let one = |item| Expr::Holds(self.index(), JsonValue::Array(vec![item]));
                let any = items.into_iter().map(item::<T>).map(one);
                Condition::new(any.fold(Expr::Constant(false), Expr::or))
            }
        }
    )*};
}

lists!(Json<Vec<T>>, Option<Json<Vec<T>>>);

fn item<T: Serialize>(item: impl Into<T>) -> JsonValue {
    // What is no JSON is held by no list.
    serde_json::to_value(item.into()).unwrap_or_else(|_| JsonValue::Array(Vec::new()))
}
