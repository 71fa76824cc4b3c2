//! What can be mounted.

use crate::spec::{Resource, ResourceSpec};

/// The endpoints of resources, ready to be mounted with [`App::mount`](super::App::mount).
#[derive(Clone, Debug, Default)]
pub struct Routes {
    resources: Vec<&'static ResourceSpec>,
}

impl Routes {
    /// The resources whose endpoints these are.
    pub fn resources(&self) -> &[&'static ResourceSpec] {
        &self.resources
    }
}

/// Gives every resource its `routes()`; part of the prelude.
pub trait ResourceRoutes: Resource {
    /// The endpoints of this resource, to be mounted with [`App::mount`](super::App::mount).
    fn routes() -> Routes {
        Routes { resources: vec![Self::spec()] }
    }
}

impl<R: Resource> ResourceRoutes for R {}

/// What [`App::mount`](super::App::mount) takes: the routes of one resource, a tuple of up to sixteen, or a `Vec`. Tuples may stand in
/// tuples.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be mounted",
    label = "not the routes of resources",
    note = "mount `Task::routes()`, a tuple of up to sixteen such routes, or a Vec of them"
)]
pub trait IntoRoutes {
    /// All routes in one.
    fn into_routes(self) -> Routes;
}

impl IntoRoutes for Routes {
    fn into_routes(self) -> Routes {
        self
    }
}

impl<T: IntoRoutes> IntoRoutes for Vec<T> {
    fn into_routes(self) -> Routes {
        Routes { resources: self.into_iter().flat_map(|routes| routes.into_routes().resources).collect() }
    }
}

macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        impl<$first: IntoRoutes, $($rest: IntoRoutes),*> IntoRoutes for ($first, $($rest,)*) {
            fn into_routes(self) -> Routes {
                #[expect(non_snake_case, reason = "a name stands for the type and for its value")]
                let ($first, $($rest,)*) = self;
                let all = [$first.into_routes(), $($rest.into_routes()),*];
                Routes { resources: all.into_iter().flat_map(|routes| routes.resources).collect() }
            }
        }
        tuples!($($rest)*);
    };
    () => {};
}

tuples!(A B C D E F G H I J K L M N O P);
