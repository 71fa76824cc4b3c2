//! Every word of the attributes once.

use web::prelude::*;

/// Who may do what.
#[derive(Clone, Copy, Debug, ColumnEnum)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum Role {
    /// Writes.
    #[resource(renamed_from = "editor")]
    ChiefEditor,
    /// Reads.
    #[serde(rename = "reader")]
    Reader,
}

const OPEN: &str = "open";

fn published(caller: &Caller) -> Condition<Article> {
    if caller.is_authenticated() { Condition::all() } else { Article::state().eq(OPEN.to_owned()) }
}

/// What is in the news.
#[dependency]
pub fn topic(caller: Caller) -> String {
    caller.subject().unwrap_or(OPEN).to_owned()
}

#[expect(clippy::needless_pass_by_value, reason = "one of the forms of a policy")]
fn on_topic(caller: &Caller, topic: Topic, _: &Db) -> web::Result<Condition<Article>> {
    Ok(if caller.is_authenticated() { Article::title().eq(topic.as_str()) } else { Condition::none() })
}

async fn on_any_topic(_: Topic) -> Condition<Article> {
    Condition::all()
}

fn nothing() -> Condition<Article> {
    Condition::none()
}

mod checks {
    use web::prelude::*;

    pub(super) fn tidy(title: &str) -> Result<(), Invalid> {
        if title.trim() == title { Ok(()) } else { Err(Invalid::new("untidy", "must not begin or end with spaces")) }
    }

    pub(super) fn whole(article: &super::ArticleCreate) -> Result<(), Invalid> {
        if article.title == article.state { Err(Invalid::new("same", "must differ").at("title")) } else { Ok(()) }
    }
}

/// An article.
///
/// With a second paragraph.
#[resource(
    path = "/press/news-articles",
    table = "articles",
    renamed_from = "news",
    unique(author, state),
    unique(author, made),
    index(state, made),
    has_many(responses = Self::answers, limit = 5, sort = [-made, title], filter),
    has_many(parts = Article::parent, sort = title, nested, write),
    has_one(invoice = Invoice::article, filter, sort),
    many_to_many(people = Person, through(Credit::article, Credit::person), limit = 7, sort = -id, filter),
    aggregate(group_by(state, author), sum(read_count), avg(read_count), min(read_count, made), max(title)),
    search(title(weight = 4), state, language = english),
    page_size = 10,
    max_page_size = 50,
    offset,
    operations(list, get, create, update, delete),
    hooks,
    crate = web
)]
#[authorize(
    read = public && policy(published) || role(Role::ChiefEditor),
    create = authenticated && !(role(Role::Reader) || scope("articles:read")),
    update = owner && scope("articles:write") && (policy(on_topic) || policy(nothing)),
    delete = role(Role::ChiefEditor) || policy(published) && policy(on_any_topic),
)]
#[validate(custom(checks::whole), custom(checks::whole))]
#[serde(rename = "NewsArticle", rename_all = "camelCase")]
#[allow(missing_debug_implementations)]
pub struct Article {
    /// The key.
    #[resource(id)]
    pub id: Uuid,
    /// The title.
    #[resource(column = "heading", type = "VARCHAR(80)", filter, sort, unique)]
    #[validate(length(max = 80), custom(checks::tidy))]
    pub title: String,
    /// The state.
    #[resource(index, renamed_from = "status", default = OPEN.to_owned())]
    #[serde(rename = "STATE")]
    pub state: String,
    /// How often it was read.
    #[resource(read_only, default = 0, example = 12)]
    pub read_count: i64,
    /// What it costs.
    #[authorize(read = role(Role::ChiefEditor) || scope("articles:price"), write = role(Role::ChiefEditor))]
    pub price: Option<i64>,
    /// What only the editors know.
    #[resource(write_only)]
    pub secret: Option<String>,
    /// Who wrote it.
    #[resource(owner)]
    pub author: String,
    /// What it answers.
    #[resource(on_delete = set_null, belongs_to = question)]
    pub answers: Option<Id<Article>>,
    /// What it belongs to.
    #[resource(on_delete = cascade)]
    pub parent: Option<Id<Article>>,
    /// What it cannot do without.
    #[resource(on_delete = restrict)]
    pub source: Id<Article>,
    /// When it was written.
    #[resource(created_at, sort)]
    pub made: DateTime<Utc>,
    /// When it was changed.
    #[resource(updated_at)]
    pub changed: DateTime<Utc>,
    /// How many answers there are to it.
    #[resource(filter, sort)]
    #[computed(count(responses))]
    pub response_count: i64,
    /// How often these were read.
    #[computed(sum(responses.read_count))]
    pub responses_read: Option<i64>,
    /// When the first of them was written.
    #[computed(min(responses.made))]
    pub answered: Option<DateTime<Utc>>,
    /// When the last of its parts was.
    #[resource(hidden)]
    #[computed(max(parts.made))]
    pub continued: Option<DateTime<Utc>>,
    /// How often it was read, as people like to hear it.
    #[resource(filter, sort, index, column = "reads")]
    #[computed(sql = "{read_count} * 2")]
    pub readers: i64,
    /// How long the title is.
    #[computed(sqlite = "length({title})", postgres = "char_length({title})")]
    pub length: i32,
    /// What people say of it.
    #[resource(example = "News, read twice")]
    #[computed(with = told(title, read_count))]
    pub told: String,
    /// Who wrote it, in large letters.
    #[serde(rename = "BY")]
    #[computed(with = Self::written_by(author))]
    pub by: Option<String>,
}

fn told(title: &str, read_count: &i64) -> String {
    format!("{title}, read {read_count} times")
}

impl Article {
    fn written_by(author: &str) -> Option<String> {
        (!author.is_empty()).then(|| author.to_uppercase())
    }
}

impl Hooks for Article {}

/// What somebody else's table holds.
#[resource(path = "/people", table = "Persons of \"Interest\"", schema = "crm", managed = false)]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
#[allow(missing_debug_implementations)]
pub struct Person {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// How often it was changed.
    #[resource(version, column = "row_version", hidden)]
    pub version: i32,
    /// What the database says.
    #[resource(read_only, column = "the \"state\", in a name that is longer than sixty-three bytes, as somebody had it")]
    pub state: String,
}

/// What is numbered elsewhere.
#[resource(path = "/invoices")]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
#[allow(missing_debug_implementations)]
pub struct Invoice {
    /// The number.
    #[resource(id, natural)]
    #[validate(range(min = 1))]
    pub number: i64,
    /// For what.
    #[resource(unique, belongs_to(subject, filter, sort))]
    pub article: Option<Id<Article>>,
}

/// Who did something for an article.
#[resource(path = "/credits")]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
#[allow(missing_debug_implementations)]
pub struct Credit {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// For what.
    pub article: Id<Article>,
    /// Who.
    pub person: Option<Id<Person>>,
}

/// What somebody thinks of what: a key of several parts, of which the caller, the server and the body set one each.
#[resource(path = "/opinions", has_many(remarks = Remark, by(user, article, opinion, edition), filter))]
#[authorize(read = public, create = authenticated, update = owner, delete = owner)]
#[allow(missing_debug_implementations)]
pub struct Opinion {
    /// Whose it is.
    #[resource(id, owner)]
    pub user: i64,
    /// Of what.
    #[resource(id, filter, sort, on_delete = cascade)]
    pub article: Id<Article>,
    /// What tells several apart.
    #[resource(id)]
    pub id: Uuid,
    /// In which edition.
    #[resource(id, natural, index)]
    pub edition: i64,
}

#[resource]
impl Opinion {
    /// Asks for it.
    #[get("/{user}/{article}/{id}/{edition}/copy")]
    #[authorize(public)]
    pub async fn copy(opinion: Found<Self>, edition: Path<i64>) -> bool {
        *edition == opinion.edition
    }
}

/// What somebody says to an opinion, or to none.
#[resource(
    path = "/remarks",
    belongs_to(about = Opinion, by(user, article, opinion, edition), on_delete = set_null, filter, sort),
    belongs_to(further = Self, by(page, line), on_delete = cascade),
    has_one(earlier = Self, by(page, line)),
    unique(page, line)
)]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
#[allow(missing_debug_implementations)]
pub struct Remark {
    /// On which page.
    #[resource(id)]
    pub folio: i16,
    /// On which line.
    #[resource(id)]
    pub place: i32,
    /// Whose opinion.
    pub user: Option<i64>,
    /// Of what.
    pub article: Option<Id<Article>>,
    /// Which one.
    pub opinion: Option<Uuid>,
    /// In which edition.
    pub edition: Option<i64>,
    /// On which page it goes on.
    pub page: Option<i16>,
    /// On which line.
    pub line: i32,
}

/// Only some endpoints, so only some decisions.
#[resource(path = "/log", operations(create))]
#[authorize(create = public)]
#[allow(missing_debug_implementations)]
pub struct Entry {
    /// The key.
    #[resource(id)]
    pub id: i64,
}

/// Migrations, of which there are none.
pub fn migrations() -> web::migrate::Migrations {
    web::migrations!("not/there")
}
