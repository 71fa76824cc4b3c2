//! Who writes and reads: registration and log-in.

use std::time::Duration;

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use restkit::{
    auth::{TokenRequest, Tokens},
    prelude::*,
};

use crate::{Follow, Post};

/// How long a log-in lasts.
const SESSION: Duration = Duration::from_secs(8 * 3600);

/// What somebody may do.
#[derive(ColumnEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Reads and writes.
    Writer,
    /// Hides what breaks the rules of the house.
    Moderator,
}

/// Somebody who writes and reads.
///
/// Anyone may register. Everybody sees everybody, but for how they log in.
#[resource(
    path = "/users",
    operations(list, get, update),
    has_many(posts = Post::author_id, limit = 10, sort = -published_at),
    has_many(followers = Follow::followed_id),
    has_many(following = Follow::follower_id)
)]
#[authorize(read = public, update = owner)]
pub struct User {
    /// The key, and the `sub` of the user's tokens.
    #[resource(id, owner)]
    pub id: i64,
    /// What they are called, and log in with.
    #[validate(length(min = 2, max = 30), pattern("^[a-z][a-z0-9_]*$"))]
    #[resource(unique, filter, sort, example = "ada")]
    pub name: String,
    /// What they say of themselves.
    #[validate(length(max = 500))]
    pub about: Option<String>,
    /// Given by whoever minds the database.
    #[resource(read_only, filter, default = Role::Writer)]
    pub role: Role,
    /// The password, hashed by argon2.
    #[resource(hidden)]
    pub password_hash: String,
    /// When they registered.
    #[resource(created_at, sort)]
    pub created_at: DateTime<Utc>,
}

/// What somebody registers and logs in with.
#[derive(Input)]
struct Credentials {
    /// What they are called.
    #[validate(length(min = 2, max = 30), pattern("^[a-z][a-z0-9_]*$"))]
    #[input(example = "ada")]
    name: String,
    /// At least twelve characters.
    #[validate(length(min = 12, max = 200))]
    #[input(example = "a long sentence is easy to remember")]
    password: String,
}

/// How much there is of somebody.
#[derive(Output)]
struct Numbers {
    /// The posts that the caller may see.
    posts: u64,
    /// Who follows them.
    followers: u64,
    /// Whom they follow.
    following: u64,
}

#[resource]
impl User {
    /// Registers a user.
    #[post("/")]
    #[authorize(public)]
    async fn register(credentials: Json<Credentials>, db: Db) -> restkit::Result<Created<Self>> {
        let Credentials { name, password } = credentials.0;
        // Made to take long, and so not on a thread that answers requests.
        let hash = tokio::task::spawn_blocking(move || hash(&password)).await??;
        let user = Self::repository(&db).as_system().insert([Self::name().set(name), Self::password_hash().set(hash)]).await?;
        Ok(Created::below(user.id, user))
    }

    /// How many posts, followers and people followed a user has.
    #[get("/{id}/numbers")]
    #[authorize(public)]
    async fn numbers(user: Found<Self>, caller: Caller, db: Db) -> restkit::Result<Numbers> {
        let follows = Follow::repository(&db).as_caller(&caller);
        Ok(Numbers {
            posts: Post::repository(&db).as_caller(&caller).filter(Post::author_id().eq(user.id)).count().await?,
            followers: follows.filter(Follow::followed_id().eq(user.id)).count().await?,
            following: follows.filter(Follow::follower_id().eq(user.id)).count().await?,
        })
    }
}

/// A password as it is stored.
pub(crate) fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// A token, to be sent as `Authorization: Bearer <token>`, and whose it is.
#[derive(Output)]
struct LoggedIn {
    /// The token itself.
    access_token: String,
    /// `Bearer` (RFC 6750).
    token_type: String,
    /// For how many seconds it is good.
    expires_in: u64,
    /// Who has logged in.
    user: User,
}

/// Why nobody was logged in.
#[derive(Debug, ApiError)]
enum LogInError {
    /// There is nobody with this name and this password.
    #[problem(status = 403, code = "wrong_credentials")]
    WrongCredentials,
    #[problem(transparent, from)]
    Other(restkit::Error),
}

/// The log-in of users.
pub struct Session;

/// Logging in.
#[api(path = "/session")]
impl Session {
    /// Logs a user in.
    #[post("/")]
    #[authorize(public)]
    async fn log_in(credentials: Json<Credentials>, db: Db, tokens: Tokens) -> Result<LoggedIn, LogInError> {
        let Credentials { name, password } = credentials.0;
        let users = User::repository(&db).as_system();
        let user = users.filter(User::name().eq(name)).first().await.map_err(restkit::Error::from)?;
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        let right =
            tokio::task::spawn_blocking(move || is_right(&password, hash.as_deref())).await.map_err(restkit::Error::from)?;
        match user {
            Some(user) if right => {
                let request = TokenRequest::new(user.id.to_string()).expires_in(SESSION).role(user.role.word());
                let access_token = tokens.make(&request).map_err(restkit::Error::from)?;
                Ok(LoggedIn { access_token, token_type: "Bearer".to_owned(), expires_in: SESSION.as_secs(), user })
            }
            _ => Err(LogInError::WrongCredentials),
        }
    }
}

/// Whether a password is that of a hash. Without a user it is held against a hash of nothing, so that the time tells nobody who is one.
fn is_right(password: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$wz6Y5fRLEGmyUSGHnyL8yIQH9ZMJBNjNTl1yVFiFvqE";
    let right = PasswordHash::new(hash.unwrap_or(NOBODY))
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    right && hash.is_some()
}
