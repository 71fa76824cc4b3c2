//! Who buys: registration and log-in.

use std::time::Duration;

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use restkit::{
    auth::{TokenRequest, Tokens},
    prelude::*,
};

/// How long a log-in lasts.
const SESSION: Duration = Duration::from_secs(8 * 3600);

/// What somebody may do.
#[derive(ColumnEnum, Clone, Copy)]
pub enum Role {
    /// Buys.
    Customer,
    /// Minds the shop.
    Admin,
}

/// Somebody who buys.
///
/// Anyone may register; everybody sees and changes only themselves.
#[resource(path = "/customers", operations(list, get, update))]
#[authorize(read = owner || role(Role::Admin), update = owner)]
pub struct Customer {
    /// The key, and the `sub` of the customer's tokens.
    #[resource(id, owner)]
    pub id: i64,
    /// Where receipts go.
    #[validate(email, length(max = 254))]
    #[resource(unique)]
    pub email: String,
    /// What to call them.
    #[validate(non_blank, length(max = 100))]
    pub name: String,
    /// Given by whoever minds the database.
    #[resource(read_only, default = Role::Customer)]
    pub role: Role,
    /// The password, hashed by argon2.
    #[resource(hidden)]
    pub password_hash: String,
    /// When they registered.
    #[resource(created_at)]
    pub created_at: DateTime<Utc>,
}

/// What somebody registers with.
#[derive(Input)]
struct Registration {
    /// Where receipts go.
    #[validate(email, length(max = 254))]
    #[input(example = "ada@example.org")]
    email: String,
    /// What to call them.
    #[validate(non_blank, length(max = 100))]
    #[input(example = "Ada Lovelace")]
    name: String,
    /// At least twelve characters.
    #[validate(length(min = 12, max = 200))]
    #[input(example = "a long sentence is easy to remember")]
    password: String,
}

#[resource]
impl Customer {
    /// Registers a customer.
    #[post("/")]
    #[authorize(public)]
    async fn register(registration: Json<Registration>, db: Db) -> restkit::Result<Created<Self>> {
        let Registration { email, name, password } = registration.0;
        // Made to take long, and so not on a thread that answers requests.
        let hash = tokio::task::spawn_blocking(move || {
            Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
        });
        let customer = Self::repository(&db)
            .as_system()
            .insert([Self::email().set(email), Self::name().set(name), Self::password_hash().set(hash.await??)])
            .await?;
        Ok(Created::below(customer.id, customer))
    }
}

/// What somebody logs in with.
#[derive(Input)]
struct Credentials {
    email: String,
    password: String,
}

/// A token, to be sent as `Authorization: Bearer <token>`.
#[derive(Output)]
struct Token {
    /// The token itself.
    access_token: String,
    /// `Bearer` (RFC 6750).
    token_type: String,
    /// For how many seconds it is good.
    expires_in: u64,
}

/// Why nobody was logged in.
#[derive(Debug, ApiError)]
enum LogInError {
    /// There is no customer with this address and this password.
    #[problem(status = 403, code = "wrong_credentials")]
    WrongCredentials,
    #[problem(transparent, from)]
    Other(restkit::Error),
}

/// The log-in of customers.
pub struct Session;

/// Logging in.
#[api(path = "/session")]
impl Session {
    /// Logs a customer in.
    #[post("/")]
    #[authorize(public)]
    async fn log_in(credentials: Json<Credentials>, db: Db, tokens: Tokens) -> Result<Token, LogInError> {
        let Credentials { email, password } = credentials.0;
        let customer = find(&db, &email).await?;
        let hash = customer.as_ref().map(|customer| customer.password_hash.clone());
        let right =
            tokio::task::spawn_blocking(move || is_right(&password, hash.as_deref())).await.map_err(restkit::Error::from)?;
        match customer {
            Some(customer) if right => {
                let mut request = TokenRequest::new(customer.id.to_string()).expires_in(SESSION);
                if matches!(customer.role, Role::Admin) {
                    request = request.role(Role::Admin.word());
                }
                let access_token = tokens.make(&request).map_err(restkit::Error::from)?;
                Ok(Token { access_token, token_type: "Bearer".to_owned(), expires_in: SESSION.as_secs() })
            }
            _ => Err(LogInError::WrongCredentials),
        }
    }
}

async fn find(db: &Db, email: &str) -> restkit::Result<Option<Customer>> {
    let customers = Customer::repository(db).as_system();
    Ok(customers.filter(Customer::email().eq(email.to_owned())).first().await?)
}

/// Whether a password is that of a hash. Without a customer it is held against a hash of nothing, so that the time tells nobody who is one.
fn is_right(password: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$wz6Y5fRLEGmyUSGHnyL8yIQH9ZMJBNjNTl1yVFiFvqE";
    let right = PasswordHash::new(hash.unwrap_or(NOBODY))
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    right && hash.is_some()
}

/// The customer who asks.
#[dependency]
pub async fn current_customer(caller: Caller, db: Db) -> restkit::Result<Customer> {
    let id: i64 = caller.subject().and_then(|subject| subject.parse().ok()).unwrap_or_default();
    Ok(Customer::repository(&db).as_caller(&caller).get(id).await?)
}
