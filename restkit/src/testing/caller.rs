//! Who a request of a test comes from.

use uuid::Uuid;

use crate::spec::{Caller, Id, Resource, SingleKey, Value};

/// Whoever a test can act as: a subject, a whole [`Caller`], or the row of a user, whose key is the subject.
///
/// ```
/// use restkit::{Caller, testing::IntoCaller};
///
/// assert_eq!("ann".into_caller(), Caller::new("ann"));
/// assert_eq!(1.into_caller(), Caller::new("1"));
/// let admin = Caller::new("1").with_roles(["admin"]);
/// assert_eq!((&admin).into_caller(), admin);
/// ```
#[diagnostic::on_unimplemented(
    message = "a test cannot act as `{Self}`",
    label = "nobody",
    note = "give a subject (`\"1\"`, `1`, a UUID, an `Id`), a `Caller`, or a reference to the row of a user"
)]
pub trait IntoCaller {
    /// The caller.
    fn into_caller(self) -> Caller;
}

impl IntoCaller for Caller {
    fn into_caller(self) -> Caller {
        self
    }
}

impl IntoCaller for &Caller {
    fn into_caller(self) -> Caller {
        self.clone()
    }
}

impl IntoCaller for &str {
    fn into_caller(self) -> Caller {
        Caller::new(self)
    }
}

impl IntoCaller for String {
    fn into_caller(self) -> Caller {
        Caller::new(self)
    }
}

impl IntoCaller for &String {
    fn into_caller(self) -> Caller {
        Caller::new(self)
    }
}

impl IntoCaller for i64 {
    fn into_caller(self) -> Caller {
        Caller::new(self.to_string())
    }
}

impl IntoCaller for Uuid {
    fn into_caller(self) -> Caller {
        Caller::new(self.to_string())
    }
}

impl<R: Resource<Key: SingleKey>> IntoCaller for Id<R> {
    fn into_caller(self) -> Caller {
        of_key(&crate::spec::Column::to_value(&self))
    }
}

impl<R: Resource<Key: SingleKey>> IntoCaller for &R {
    fn into_caller(self) -> Caller {
        of_key(&R::spec().keys.first().map_or(Value::Null, |key| self.value(*key)))
    }
}

/// The caller with this key as subject, in the form that tokens have it.
fn of_key(key: &Value) -> Caller {
    Caller::new(match key {
        Value::Integer(number) => number.to_string(),
        Value::Uuid(id) => id.to_string(),
        Value::Text(text) => text.clone(),
        // Dates and times: a text in JSON, too.
        other => other.to_json().as_str().unwrap_or_default().to_owned(),
    })
}
