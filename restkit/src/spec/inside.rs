//! What stands inside a JSON column, as far as lists are filtered by it.

use serde::Serialize;
use serde_json::Value as JsonValue;

use super::{ColumnSpec, Condition, DataType, Expr, Field, Json, Kind, Member, ObjectSpec, Resource, Shape, Value};

/// How many members a filter leads through at most.
const DEEPEST_MEMBER: usize = 4;

/// How many objects a part of a document that is looked for may stand in.
pub const DEEPEST_DOCUMENT: usize = 8;

/// Whether the member of a document that has this name can be looked into: a path of SQLite cannot say others.
pub fn leads(name: &str) -> bool {
    !name.contains(['"', '\\']) && !name.chars().any(char::is_control)
}

/// What a filter looks at inside of a JSON column.
#[derive(Clone, Debug)]
pub struct Inside {
    /// The members that lead to it, of objects in each other; none where it is the column itself.
    pub path: Vec<&'static Member>,
    /// What is compared: the scalar, an item of the list, or JSON.
    pub data_type: DataType,
    /// What it is.
    pub what: Inner,
}

/// What stands at a place inside of a JSON column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inner {
    /// A text, a number or a truth value.
    Scalar,
    /// A list of such.
    List,
    /// The whole document, of which any part may be asked for.
    Document,
}

impl Inside {
    /// What a JSON document has to hold of which this is true.
    pub fn held(&self, values: Vec<Value>) -> JsonValue {
        let mut values = values.iter().map(Value::to_json);
        let held = match self.what {
            Inner::List => JsonValue::Array(values.collect()),
            Inner::Scalar | Inner::Document => values.next().unwrap_or_default(),
        };
        let within = |held, member: &&Member| JsonValue::Object([(member.name.to_owned(), held)].into_iter().collect());
        self.path.iter().rev().fold(held, within)
    }
}

impl ColumnSpec {
    /// What lists are filtered by inside of this column: the items of a list of scalars, or the members of an object that are scalars, lists of scalars or such
    /// objects, and the document itself where it is no list. Types of which JSON knows several spellings (moments, decimals, UUIDs) are none, and so are members whose
    /// names are none in a query.
    pub fn insides(&self) -> Vec<Inside> {
        let mut found = Vec::new();
        if self.data_type.kind == Kind::Json {
            let shape = self.data_type.shape.unwrap_or(&Shape::Any);
            insides(shape, &mut Vec::new(), &mut Vec::new(), &mut found);
            if !matches!(without_null(shape), Shape::List(_) | Shape::Scalar(_)) {
                found.push(Inside { path: Vec::new(), data_type: DataType::new(Kind::Json), what: Inner::Document });
            }
        }
        found
    }
}

/// Collects what there is inside of a shape. `above` are the objects that it stands in: one that holds itself has no end.
fn insides(
    shape: &'static Shape,
    path: &mut Vec<&'static Member>,
    above: &mut Vec<&'static ObjectSpec>,
    found: &mut Vec<Inside>,
) {
    match without_null(shape) {
        Shape::List(item) => {
            found.extend(scalar(item).map(|data_type| Inside { path: path.clone(), data_type, what: Inner::List }));
        }
        Shape::Object(object) => {
            let object = object.get();
            if path.len() == DEEPEST_MEMBER || above.iter().any(|other| std::ptr::eq(*other, object)) {
                return;
            }
            above.push(object);
            for member in object.members.iter().filter(|member| is_name(member.name)) {
                path.push(member);
                insides(&member.shape, path, above, found);
                path.pop();
            }
            above.pop();
        }
        shape if !path.is_empty() => {
            found.extend(scalar(shape).map(|data_type| Inside { path: path.clone(), data_type, what: Inner::Scalar }));
        }
        _ => {}
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

macro_rules! documents {
    ($($document:ty $(: $parameter:ident)?),*) => {$(
        /// Documents in JSON columns.
        impl<R: Resource $(, $parameter)?> Field<R, $document> {
            /// Rows whose document holds this one: an object with these members at least, of which those that are objects and lists hold what stands here, or
            /// a list with these items at least. That of a document that is null is unknown, and so is all of a list of lists or objects.
            ///
            /// ```
            /// use restkit::prelude::*;
            /// use serde_json::json;
            ///
            /// #[resource(path = "/pages")]
            /// #[authorize(read = public, create = public, update = public, delete = public)]
            /// struct Page {
            ///     #[resource(id)]
            ///     id: i64,
            ///     look: serde_json::Value,
            /// }
            ///
            /// let dark = Page::look().holds(json!({"theme": {"name": "dark"}, "tags": ["new"]}));
            /// # let _ = dark;
            /// ```
            pub fn holds(self, document: impl Into<JsonValue>) -> Condition<R> {
                Condition::new(Expr::Holds(self.index(), document.into()))
            }
        }
    )*};
}

documents!(Json<T>: T, Option<Json<T>>: T, JsonValue, Option<JsonValue>);

fn item<T: Serialize>(item: impl Into<T>) -> JsonValue {
    // What is no JSON is held by no list.
    serde_json::to_value(item.into()).unwrap_or_else(|_| JsonValue::Array(Vec::new()))
}
