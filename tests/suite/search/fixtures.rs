//! What is searched: posts, some of whose texts not everybody sees.

use restkit::{db::Db, prelude::*};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
};
use serde_json::{Value, json};

pub const POSTS: &str = "/api/v1/posts";

/// Who may do what.
#[derive(Clone, Copy, Debug, ColumnEnum)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads everything.
    Editor,
}

fn published() -> Condition<Post> {
    Post::draft().eq(false)
}

/// Something that was written.
#[resource(path = "/posts", page_size = 5, offset, search(title(weight = 4), body, secret(weight = 2)))]
#[authorize(read = public && policy(published) || role(Role::Editor), create = public, update = public, delete = public)]
#[derive(Debug, PartialEq)]
pub struct Post {
    /// Its key: no number.
    #[resource(id)]
    pub id: Uuid,
    /// What it is called.
    #[resource(filter, sort)]
    pub title: String,
    /// What it says.
    pub body: Option<String>,
    /// What only editors see.
    #[authorize(read = role(Role::Editor))]
    pub secret: Option<String>,
    /// Whether it is not to be seen yet.
    #[resource(filter, default = false)]
    pub draft: bool,
    /// How good it is.
    #[resource(filter, sort, default = 0)]
    pub stars: i64,
}

/// What is kept in secret altogether.
#[resource(path = "/notes", search(text))]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Note {
    /// Its key: a number.
    #[resource(id)]
    pub id: i64,
    /// What it says.
    #[authorize(read = role(Role::Editor))]
    pub text: Option<String>,
}

/// What is found in other forms of its words.
#[resource(path = "/essays", search(text, language = english))]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Essay {
    /// Its key.
    #[resource(id)]
    pub id: i64,
    /// What it says.
    pub text: String,
}

/// A post in the words of a test: title, body, secret.
pub async fn post(db: &Db, title: &str, body: Option<&str>, secret: Option<&str>) -> Uuid {
    let posts = Post::repository(db).as_system();
    let set =
        [Post::title().set(title), Post::body().set(body.map(str::to_owned)), Post::secret().set(secret.map(str::to_owned))];
    posts.insert(set).await.unwrap().id
}

/// The app with these posts: title and body.
pub async fn started(backend: Backend, posts: &[(&str, &str)]) -> TestApp {
    let routes = (Post::routes(), Note::routes(), Essay::routes());
    let app = AppBuilder::new(backend).mount("/api/v1", routes).start().await;
    for (title, body) in posts {
        post(app.db(), title, Some(body), None).await;
    }
    app
}

/// The titles of a list.
pub fn titles(list: &Value) -> Vec<String> {
    list["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

/// The titles of what is found, sorted by name.
pub async fn found(app: &TestApp, q: &str) -> Vec<String> {
    let list = app.post(format!("{POSTS}/query")).json(&json!({"q": q, "sort": ["title"], "limit": 50})).send().await;
    titles(&list.expect(200).json())
}

/// A text as a query has it.
pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
