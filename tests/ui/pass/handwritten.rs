//! Impl blocks, dependencies and errors: without the prelude of the standard library, with raw identifiers, and inside a function.
#![no_implicit_prelude]

use ::std::{borrow::ToOwned as _, clone::Clone, result::Result, string::String, sync::Arc};

/// Why there is nobody.
#[derive(Debug, Clone, ::web::ApiError)]
pub enum Fault {
    /// Nobody is here.
    #[problem(status = 404)]
    Nobody,
    /// Somebody else is here.
    #[problem(status = 409, detail = "{0} is here, and {1:>3} more.")]
    r#Else(#[problem(extend = "who")] String, u8),
    /// Something stands in the way.
    #[problem(status = 400, detail = "{type} and {crate_}")]
    Way {
        /// What.
        r#type: String,
        /// Which.
        #[problem(extend)]
        crate_: u8,
        /// Where.
        #[problem(extend)]
        r#in: ::std::option::Option<String>,
    },
    /// Another one.
    #[problem(transparent, from)]
    Other(Inner),
}

/// One that is a struct.
#[derive(Debug, Clone, Copy, ::web::ApiError)]
#[problem(status = 410)]
pub struct Inner;

/// What nobody can be.
#[derive(Debug, ::web::ApiError)]
pub enum Never {}

/// A word.
#[::web::dependency(after_response = clean)]
pub async fn r#type(
    caller: ::web::Caller,
    #[example("here")] r#where: ::web::inject::Query<::std::option::Option<String>>,
) -> Result<String, Fault> {
    drop_it(caller);
    r#where.into_inner().ok_or(Fault::Nobody)
}

async fn clean(_: Arc<String>) {}

fn drop_it<T>(_: T) {}

/// A length.
#[::web::dependency(name = Length)]
pub fn scope(value: Type) -> usize {
    value.len()
}

/// Nothing, but only for some.
#[::web::dependency]
#[allow(clippy::missing_const_for_fn)]
pub fn guard(_: Length) -> ::web::Result<()> {
    Result::Ok(())
}

/// A service.
#[derive(Debug)]
pub struct Service {
    word: String,
}

/// A service.
#[::web::api(path = "/service")]
impl Service {
    /// Answers.
    ///
    /// # Errors
    /// When nobody is here.
    #[get("/{type}")]
    #[authorize(public)]
    pub async fn answer(
        &self,
        #[example("a/b")] r#type: ::web::inject::Path<String>,
        scope: Type,
        request: Guard,
    ) -> Result<String, Fault> {
        drop_it((r#type, scope, request));
        Result::Ok(self.word.to_owned())
    }
}

/// The same inside a function.
pub fn hidden() -> ::web::app::Routes {
    #[derive(Debug, ::web::ApiError)]
    enum Local {
        #[problem(status = 404)]
        Gone,
    }

    #[::web::dependency]
    fn nothing() -> Result<u8, Local> {
        Result::Err(Local::Gone)
    }

    struct Inside;

    #[::web::api]
    impl Inside {
        #[get("/inside")]
        #[authorize(public)]
        fn inside(nothing: Nothing) -> i64 {
            ::std::convert::From::from(*nothing)
        }
    }

    Inside::routes()
}
