//! Everything an app usually names: `use restkit::prelude::*;`.

pub use std::process::ExitCode;

pub use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
pub use rust_decimal::Decimal;
pub use uuid::Uuid;

pub use crate::app::{App, ResourceRoutes};
pub use crate::db::{Db, Tx};
pub use crate::inject::{AsyncValidate, BackgroundTasks, Cookie, Created, Depends, Form, Header, NoContent, Path, Query};
pub use crate::problem::{ApiError, Problem, ProblemKind};
pub use crate::resource::{Committed, Draft, Found, HookContext, Hooks, ResourceRepository};
pub use crate::spec::{Caller, Column, ColumnEnum, Condition, Field, Id, Input, Invalid, Json, Output, Patch, Resource, Schema};
pub use restkit_macros::{ApiError, Column, ColumnEnum, Input, Output, Schema, api, authorize, dependency, resource, validate};
