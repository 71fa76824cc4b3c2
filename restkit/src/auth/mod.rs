//! Who asks, and whether they may.
//!
//! [`Verifier`] turns the `Authorization` header of a request into a [`Caller`](crate::spec::Caller); [`decide`] turns an access
//! policy and a caller into a condition on rows, or into the 401 or 403 that the request is answered with. Both are pure: no
//! database is asked, so a signature is checked once per request and a policy costs no round trip.
//!
//! Invariants:
//! - The algorithm of a token is fixed by the configured key; the `alg` of a token is only ever compared with it.
//! - Nothing of a token is believed, and nothing about its claims is answered, before its signature holds.
//! - A caller without credentials passes only where `public` is written in the policy.

mod challenge;
mod claims;
mod decide;
mod key;
mod owner;
mod settings;
mod sign;
mod verifier;

pub use challenge::REALM;
pub(crate) use challenge::{credentials_needed, with_challenge};
pub use decide::{Decided, decide, permit, permitted};
pub use owner::owner_value;
pub use settings::{JwtSettings, MAX_LEEWAY_SECONDS, MIN_SECRET_BYTES, SettingError, SettingErrors};
pub use sign::{TokenRequest, Tokens, sign};
pub use verifier::{MAX_TOKEN_BYTES, Verifier};
