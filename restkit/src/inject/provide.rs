//! What an app gives its handlers: one value for all requests.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    ops::Deref,
    sync::Arc,
};

use super::{Argument, Parsing, Scope};
use crate::{
    problem::Problem,
    spec::{ArgumentFacts, TypeFacts},
};

/// The values that [`App::provide`](crate::App::provide) was given, by their type.
#[derive(Clone, Default)]
pub struct Providers {
    // Each holds an `Arc<T>`, so that `T` may be a trait object.
    values: HashMap<TypeId, (&'static str, Arc<dyn Any + Send + Sync>)>,
}

impl fmt::Debug for Providers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may hold secrets.
        f.debug_set().entries(self.values.values().map(|(name, _)| name)).finish()
    }
}

impl Providers {
    /// Adds a value, in the place of one of the same type.
    pub fn insert<T: ?Sized + Send + Sync + 'static>(&mut self, value: Arc<T>) {
        self.values.insert(TypeId::of::<T>(), (std::any::type_name::<T>(), Arc::new(value)));
    }

    /// The value of a type.
    pub fn get<T: ?Sized + Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.values.get(&TypeId::of::<T>())?.1.downcast_ref::<Arc<T>>().cloned()
    }

    /// Whether there is a value of a type.
    pub fn has(&self, id: TypeId) -> bool {
        self.values.contains_key(&id)
    }
}

/// A value that the app was given with [`App::provide`](crate::App::provide), as an argument of a handler.
///
/// An app in which nobody provides a value of the type does not start.
///
/// ```
/// use restkit::prelude::*;
///
/// struct Clock;
/// struct Watch;
///
/// /// What time it is.
/// #[api(path = "/time")]
/// impl Watch {
///     /// Whether there is a clock.
///     #[get("/")]
///     #[authorize(public)]
///     async fn now(clock: Depends<Clock>) -> bool {
///         let _: &Clock = &clock;
///         true
///     }
/// }
///
/// # let _ =
/// App::new("Time", "1.0.0").provide(Clock).mount("/api", Watch::routes());
/// ```
pub struct Depends<T: ?Sized>(Arc<T>);

impl<T: ?Sized> Depends<T> {
    /// The value, to be kept.
    pub fn into_arc(self) -> Arc<T> {
        self.0
    }
}

impl<T: ?Sized> Clone for Depends<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Depends<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Depends").field(&&self.0).finish()
    }
}

impl<T: ?Sized> Deref for Depends<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized + Send + Sync + 'static> Argument for Depends<T> {
    const FACTS: ArgumentFacts = ArgumentFacts::Provided(TypeFacts::of::<T>());
    type Parsed = ();

    fn parse(_: &mut Parsing<'_>, _: &'static str) -> Option<()> {
        Some(())
    }

    async fn resolve((): (), scope: &Scope) -> Result<Self, Problem> {
        match scope.shared().providers.get() {
            Some(value) => Ok(Self(value)),
            // The check at the start refuses an app in which this can happen.
            None => Err(Problem::internal(std::io::Error::other(format!("nobody provides {}", std::any::type_name::<T>())))),
        }
    }
}
