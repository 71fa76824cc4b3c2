//! Policy functions: what they take, what they answer, and how they are asked in a request.
//!
//! A policy function that takes a `&Caller` alone, or nothing, is asked at once. What others take is made in the scope of the request, so that a
//! dependency of a policy and of the handler is the same value; this happens after the parts of the decision that need no rows, and
//! before the request is read further.

use std::{
    any::{Any, TypeId},
    fmt,
    marker::PhantomData,
};

use futures_util::future::BoxFuture;

use super::{Argument, Axum, Dependency, Depends, Scope};
use crate::{
    auth::{Decided, Tokens},
    db::Db,
    problem::{ApiError, Problem, Problems},
    spec::{ArgumentFacts, ArgumentSpec, Caller, Condition, Expr, PolicyRows, PolicySpec, Resource},
};

/// A type that a policy function can take: what is made of a request without reading it, and what `#[dependency]` made, which may read it.
///
/// The transaction of the request and its body are none: they come after the decision.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a policy can take",
    label = "not an argument of a policy",
    note = "policies take `Caller`, `Db`, `Depends<T>` and types made by `#[dependency]`; a dependency may read parameters and headers"
)]
pub trait PolicyArgument: Argument {
    /// The argument, where the caller is all that is needed.
    #[doc(hidden)]
    fn of_caller(caller: &Caller) -> Option<&Self> {
        let _ = caller;
        None
    }

    /// Whether the caller is all that is needed.
    #[doc(hidden)]
    const IS_CALLER: bool = false;
}

impl PolicyArgument for Caller {
    const IS_CALLER: bool = true;

    fn of_caller(caller: &Caller) -> Option<&Self> {
        Some(caller)
    }
}

impl PolicyArgument for Db {}
impl PolicyArgument for Tokens {}
impl PolicyArgument for http::HeaderMap {}
impl PolicyArgument for http::Method {}
impl PolicyArgument for http::Uri {}
impl<T: ?Sized + Send + Sync + 'static> PolicyArgument for Depends<T> {}
impl<E: axum::extract::FromRequestParts<()> + Send + 'static> PolicyArgument for Axum<E> {}

#[diagnostic::do_not_recommend]
impl<D: Dependency> PolicyArgument for D {}

/// What a policy function of `R` answers: a [`Condition`] on its rows, or a `Result` of one with an [`ApiError`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a policy of `{R}` can answer",
    label = "not a condition on rows of `{R}`",
    note = "policies answer `Condition<{R}>`, or a `Result` of one"
)]
pub trait PolicyAnswer<R> {
    /// How it can fail.
    const PROBLEMS: Problems;

    /// Whether it cannot fail.
    #[doc(hidden)]
    const IS_CERTAIN: bool = false;

    /// The rows.
    ///
    /// # Errors
    /// What the request is to be answered with instead.
    fn into_rows(self) -> Result<Expr, Problem>;
}

impl<R: Resource> PolicyAnswer<R> for Condition<R> {
    const PROBLEMS: Problems = Problems::None;
    const IS_CERTAIN: bool = true;

    fn into_rows(self) -> Result<Expr, Problem> {
        Ok(self.into_expr())
    }
}

impl<R: Resource, E: ApiError> PolicyAnswer<R> for Result<Condition<R>, E> {
    const PROBLEMS: Problems = E::PROBLEMS;

    fn into_rows(self) -> Result<Expr, Problem> {
        self.map(Condition::into_expr).map_err(ApiError::into_problem)
    }
}

/// A function that `policy(…)` of a resource `R` can name. `M` tells its forms apart.
#[diagnostic::on_unimplemented(
    message = "this is no policy of `{R}`",
    label = "not a policy function of `{R}`",
    note = "a policy takes at most four of `Caller`, `Db`, `Depends<T>` and types made by `#[dependency]`, each as `T` or `&T`, and answers `Condition<{R}>` or a `Result` of it",
    note = "an `async` policy takes them as `T`, without `&`"
)]
pub trait PolicyFunction<R, M>: Send + Sync + 'static {
    /// What it takes; empty when the caller alone decides.
    const ARGUMENTS: &'static [ArgumentSpec];

    /// How it can fail.
    const PROBLEMS: Problems;

    /// The rows, when it asks for nothing but the caller.
    fn of_caller(&self, caller: &Caller) -> Option<Expr> {
        let _ = caller;
        None
    }

    /// The rows, when what it takes is made in this request.
    fn in_scope(&'static self, scope: Scope) -> BoxFuture<'static, Result<Expr, Problem>>;
}

/// The form of functions that are not `async`.
pub struct Plain<A>(PhantomData<fn() -> A>);

/// The form of `async` functions.
pub struct Asynchronous<A>(PhantomData<fn() -> A>);

/// An argument `&T`.
pub struct ByReference<T>(PhantomData<fn() -> T>);

/// An argument `T`.
pub struct ByValue<T>(PhantomData<fn() -> T>);

/// Arguments have no names here: what reads a part of the request by its name is no [`PolicyArgument`].
const UNNAMED: &str = "";

/// Reads and makes what a function takes, into variables of these names.
macro_rules! take {
    ($scope:ident: $($ty:ident $name:ident),*) => {
        #[allow(unused_mut, unused_variables)]
        let mut request = $scope.parsing_alone();
        $(let $name = <$ty as Argument>::parse(&mut request, UNNAMED);)*
        request.finish()?;
        $(let $name = <$ty as Argument>::resolve($name.ok_or_else(unread)?, &$scope).await?;)*
    };
}

macro_rules! ty {
    (ByReference $ty:ident) => {
        &$ty
    };
    (ByValue $ty:ident) => {
        $ty
    };
}

macro_rules! passed {
    (ByReference $name:ident) => {
        &$name
    };
    (ByValue $name:ident) => {
        $name
    };
}

macro_rules! arguments {
    ($($ty:ident),*) => { &[$(ArgumentSpec::new(UNNAMED, <$ty as Argument>::FACTS)),*] };
}

/// Implements [`PolicyFunction`] for functions that take these.
macro_rules! plain {
    ($($how:ident $ty:ident $name:ident),+) => {
        #[diagnostic::do_not_recommend]
        impl<R, F, O, $($ty),+> PolicyFunction<R, Plain<($($how<$ty>,)+)>> for F
        where
            F: Fn($(ty!($how $ty)),+) -> O + Send + Sync + 'static,
            O: PolicyAnswer<R>,
            $($ty: PolicyArgument),+
        {
            const ARGUMENTS: &'static [ArgumentSpec] = arguments!($($ty),+);
            const PROBLEMS: Problems = O::PROBLEMS;

            fn in_scope(&'static self, scope: Scope) -> BoxFuture<'static, Result<Expr, Problem>> {
                Box::pin(async move {
                    take!(scope: $($ty $name),+);
                    self($(passed!($how $name)),+).into_rows()
                })
            }
        }
    };
}

/// Implements [`PolicyFunction`] for `async` functions that take these.
macro_rules! asynchronous {
    ($($ty:ident $name:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<R, F, W, O, $($ty),*> PolicyFunction<R, Asynchronous<($($ty,)*)>> for F
        where
            F: Fn($($ty),*) -> W + Send + Sync + 'static,
            W: Future<Output = O> + Send + 'static,
            O: PolicyAnswer<R>,
            $($ty: PolicyArgument),*
        {
            const ARGUMENTS: &'static [ArgumentSpec] =
                &[WAITED_FOR, $(ArgumentSpec::new(UNNAMED, <$ty as Argument>::FACTS)),*];
            const PROBLEMS: Problems = O::PROBLEMS;

            fn in_scope(&'static self, scope: Scope) -> BoxFuture<'static, Result<Expr, Problem>> {
                Box::pin(async move {
                    take!(scope: $($ty $name),*);
                    self($($name),*).await.into_rows()
                })
            }
        }
    };
}

/// What stands for the request where nothing else does: who waits or fails is only asked in one.
const WAITED_FOR: ArgumentSpec = ArgumentSpec::new(UNNAMED, ArgumentFacts::Context);

#[diagnostic::do_not_recommend]
impl<R, F, O> PolicyFunction<R, Plain<()>> for F
where
    F: Fn() -> O + Send + Sync + 'static,
    O: PolicyAnswer<R>,
{
    const ARGUMENTS: &'static [ArgumentSpec] = if O::IS_CERTAIN { &[] } else { &[WAITED_FOR] };
    const PROBLEMS: Problems = O::PROBLEMS;

    fn of_caller(&self, _: &Caller) -> Option<Expr> {
        if O::IS_CERTAIN { self().into_rows().ok() } else { None }
    }

    fn in_scope(&'static self, _: Scope) -> BoxFuture<'static, Result<Expr, Problem>> {
        Box::pin(async move { self().into_rows() })
    }
}

#[diagnostic::do_not_recommend]
impl<R, F, O, A> PolicyFunction<R, Plain<(ByReference<A>,)>> for F
where
    F: Fn(&A) -> O + Send + Sync + 'static,
    O: PolicyAnswer<R>,
    A: PolicyArgument,
{
    const ARGUMENTS: &'static [ArgumentSpec] = if A::IS_CALLER && O::IS_CERTAIN { &[] } else { arguments!(A) };
    const PROBLEMS: Problems = O::PROBLEMS;

    fn of_caller(&self, caller: &Caller) -> Option<Expr> {
        let caller = A::of_caller(caller).filter(|_| O::IS_CERTAIN)?;
        self(caller).into_rows().ok()
    }

    fn in_scope(&'static self, scope: Scope) -> BoxFuture<'static, Result<Expr, Problem>> {
        Box::pin(async move {
            take!(scope: A a);
            self(&a).into_rows()
        })
    }
}

/// All ways to pass so many arguments.
macro_rules! each_way {
    ([$($done:tt)*]) => { plain! { $($done)* } };
    ([] $ty:ident $name:ident $($rest:ident)*) => {
        each_way! { [ByReference $ty $name] $($rest)* }
        each_way! { [ByValue $ty $name] $($rest)* }
    };
    ([$($done:tt)+] $ty:ident $name:ident $($rest:ident)*) => {
        each_way! { [$($done)+, ByReference $ty $name] $($rest)* }
        each_way! { [$($done)+, ByValue $ty $name] $($rest)* }
    };
}

plain!(ByValue A a);
each_way!([] A a B b);
each_way!([] A a B b C c);
each_way!([] A a B b C c D d);

asynchronous!();
asynchronous!(A a);
asynchronous!(A a, B b);
asynchronous!(A a, B b, C c);
asynchronous!(A a, B b, C c, D d);

/// A policy function of `R`, as generated code names it.
pub struct Chosen<R, M, F> {
    function: F,
    of: PhantomData<fn() -> (R, M)>,
}

impl<R, M, F> Chosen<R, M, F> {
    /// This function.
    pub const fn new(function: F) -> Self {
        Self { function, of: PhantomData }
    }
}

impl<R: Resource, M: 'static, F: PolicyFunction<R, M>> PolicyRows for Chosen<R, M, F> {
    fn id(&self) -> TypeId {
        TypeId::of::<F>()
    }

    fn of_caller(&self, caller: &Caller) -> Option<Expr> {
        self.function.of_caller(caller)
    }

    fn in_request(&'static self, request: &(dyn Any + Send + Sync)) -> BoxFuture<'static, Result<Expr, Problem>> {
        match request.downcast_ref::<Scope>() {
            Some(scope) => self.function.in_scope(scope.clone()),
            // Only `Scope::ask` calls this.
            None => Box::pin(std::future::ready(Err(unread()))),
        }
    }
}

/// The facts of a policy function.
pub const fn chosen<R: Resource, M: 'static, F: PolicyFunction<R, M>>(
    name: &'static str,
    function: &'static Chosen<R, M, F>,
) -> PolicySpec {
    PolicySpec { name, arguments: F::ARGUMENTS, problems: F::PROBLEMS, rows: function }
}

impl Scope {
    /// What a decision comes to in this request: the rows that the caller sees and those that it is about. `decide` is asked until nothing more has to be known.
    ///
    /// # Errors
    /// What `decide` and the policy functions answer instead.
    pub async fn decided(
        &self,
        decide: &(dyn Fn(&Decided) -> Result<[Expr; 2], Problem> + Send + Sync),
    ) -> Result<[Expr; 2], Problem> {
        let mut decided = Decided::default();
        loop {
            let rows = decide(&decided)?;
            let Some(policy) = rows.iter().find_map(Expr::undecided) else { return Ok(rows) };
            decided.insert(policy, policy.rows.in_request(self).await?);
        }
    }

    /// The request that a caller makes, while it runs.
    pub fn of_caller(caller: &Caller) -> Option<Self> {
        Self::from_request(caller.request()?).filter(|scope| !scope.is_over())
    }
}

/// What was noted as no fault was not read all the same.
fn unread() -> Problem {
    Problem::internal(std::io::Error::other("a policy could not be asked, and nothing was said to be wrong"))
}

macro_rules! debug {
    ($($name:ident<$($param:ident),*>;)*) => {$(
        impl<$($param),*> fmt::Debug for $name<$($param),*> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

debug! {
    Plain<A>;
    Asynchronous<A>;
    ByReference<T>;
    ByValue<T>;
    Chosen<R, M, F>;
}
