//! What can be mounted.

use crate::{
    inject::Handler,
    spec::{GroupSpec, Resource, ResourceSpec},
};

/// Endpoints, ready to be mounted with [`App::mount`](super::App::mount).
#[derive(Clone, Debug, Default)]
pub struct Routes {
    resources: Vec<&'static ResourceSpec>,
    handlers: Vec<Placed>,
}

/// A handwritten endpoint and what it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// The path of the resource or the group.
    pub(super) path: &'static str,
    /// The group; `None` in a resource.
    pub(super) group: Option<&'static GroupSpec>,
    pub(super) handler: Handler,
}

impl Routes {
    /// The resources whose endpoints these are.
    pub fn resources(&self) -> &[&'static ResourceSpec] {
        &self.resources
    }

    /// The handwritten endpoints.
    pub(super) fn into_handlers(self) -> Vec<Placed> {
        self.handlers
    }

    /// The endpoints of a resource: the generated ones and these.
    pub(crate) fn of_resource(resource: &'static ResourceSpec, handlers: Vec<Handler>) -> Self {
        let place = |handler| Placed { path: resource.path, group: None, handler };
        Self { resources: vec![resource], handlers: handlers.into_iter().map(place).collect() }
    }

    /// The endpoints of a group.
    pub(crate) fn of_group(group: &'static GroupSpec, handlers: Vec<Handler>) -> Self {
        let place = |handler| Placed { path: group.path, group: Some(group), handler };
        Self { resources: Vec::new(), handlers: handlers.into_iter().map(place).collect() }
    }

    fn and(mut self, other: Self) -> Self {
        self.resources.extend(other.resources);
        self.handlers.extend(other.handlers);
        self
    }
}

/// Gives every resource its `routes()`; part of the prelude.
pub trait ResourceRoutes: Resource {
    /// The endpoints of this resource, to be mounted with [`App::mount`](super::App::mount).
    fn routes() -> Routes {
        Routes::of_resource(Self::spec(), Vec::new())
    }
}

impl<R: Resource> ResourceRoutes for R {}

/// What [`App::mount`](super::App::mount) takes: the routes of one resource or group, a tuple of up to sixteen, or a `Vec`. Tuples may stand in
/// tuples.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be mounted",
    label = "no routes",
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
        self.into_iter().fold(Routes::default(), |all, routes| all.and(routes.into_routes()))
    }
}

macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        impl<$first: IntoRoutes, $($rest: IntoRoutes),*> IntoRoutes for ($first, $($rest,)*) {
            fn into_routes(self) -> Routes {
                #[expect(non_snake_case, reason = "a name stands for the type and for its value")]
                let ($first, $($rest,)*) = self;
                [$first.into_routes(), $($rest.into_routes()),*].into_iter().fold(Routes::default(), Routes::and)
            }
        }
        tuples!($($rest)*);
    };
    () => {};
}

tuples!(A B C D E F G H I J K L M N O P);
