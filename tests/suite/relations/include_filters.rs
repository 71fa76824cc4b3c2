//! Which of the rows of a relation stand in an answer.

use http::Method;
use restkit_tests::{answer::Answer, app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{Comment, User, comment, empty, keep_secret, post, tag, user};

on_both!(
    a_filter_chooses_wherever_rows_are_included,
    it_says_nothing_of_the_rows_that_lead_to_them,
    relations_below_the_first_have_options_of_their_own,
    links_and_rows_of_others_are_chosen_from,
    what_is_wrong_is_named,
    a_body_has_a_tree_for_each_relation,
    a_request_has_so_many_filters,
    the_document_says_it,
);

/// The values of one member of all these rows, as one text.
pub(super) fn each(rows: &Value, member: &str) -> String {
    let one = |row: &Value| row[member].as_str().map_or_else(|| row[member].to_string(), str::to_owned);
    rows.as_array().unwrap_or_else(|| panic!("{rows} is no list")).iter().map(one).collect::<Vec<_>>().join(" ")
}

pub(super) async fn get(app: &TestApp, path: &str) -> Value {
    app.get(path).send().await.expect(200).json()
}

/// One post of ann with comments; each but the first answers the one before.
async fn thread(app: &TestApp) -> (User, Vec<Comment>) {
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let first = post(db, &ann, "first", false).await;
    let mut made: Vec<Comment> = Vec::new();
    for (text, written) in [("a", 1), ("b", 2), ("ab", 3), ("B", 4), ("100%", 5)] {
        made.push(comment(db, &first, Some(&ann), made.last(), text, written).await);
    }
    (ann, made)
}

async fn a_filter_chooses_wherever_rows_are_included(backend: Backend) {
    let app = empty(backend).await;
    let (ann, made) = thread(&app).await;
    let asked = "include=comments&comments.text__in=a,b,ab&comments.written__gte=2";
    // Two of the three, and the limit of three counts only these.
    let of = |row: &Value| each(&row["comments"], "text");
    let list = get(&app, &format!("/posts?{asked}")).await;
    assert_eq!(of(&list["items"][0]), "ab b");
    assert_eq!(of(&get(&app, &format!("/posts/1?{asked}")).await), "ab b");
    assert_eq!(of(&get(&app, &format!("/users/{}/posts?{asked}", ann.id)).await["items"][0]), "ab b");
    // Names and values are encoded like others.
    assert_eq!(of(&get(&app, "/posts/1?include=comments&comments%2Etext=100%25").await), "100%");

    let changed = app.patch(format!("/posts/1?{asked}")).as_user(ann.id).json(&json!({"title": "second"})).send().await;
    assert_eq!(of(&changed.expect(200).json()), "ab b");
    let reply = json!({"post_id": 1, "parent_id": made[0].id, "text": "new"});
    let new = app.post("/comments?include=post.comments,parent.replies&post.comments.text=new&parent.replies.text__ne=new");
    let new = new.as_user(ann.id).json(&reply).send().await.expect(201).json();
    assert_eq!((each(&new["post"]["comments"], "text"), each(&new["parent"]["replies"], "text")), ("new".into(), "b".into()));
    let reply = json!({"parent_id": null, "text": "below"});
    let new = app.post("/posts/1/comments?include=post.comments&post.comments.text=below").as_user(ann.id).json(&reply);
    assert_eq!(each(&new.send().await.expect(201).json()["post"]["comments"], "text"), "below");

    let body = json!({"include": ["comments"], "comments.filter": {"text__in": ["a", "b", "ab"], "written__gte": 2}});
    assert_eq!(of(&app.post("/posts/query").json(&body).send().await.expect(200).json()["items"][0]), "ab b");
    let sent = app.request(Method::from_bytes(b"QUERY").unwrap(), "/posts").json(&body).send().await;
    assert_eq!(of(&sent.expect(200).json()["items"][0]), "ab b");
}

async fn it_says_nothing_of_the_rows_that_lead_to_them(backend: Backend) {
    let app = empty(backend).await;
    let (ann, _) = thread(&app).await;
    post(app.db(), &ann, "alone", false).await;
    let list = get(&app, "/posts?include=comments&comments.text=none&count=exact").await;
    assert_eq!((each(&list["items"], "title"), &list["total"]), ("first alone".into(), &json!(2)));
    assert_eq!((&list["items"][0]["comments"], &list["items"][1]["comments"]), (&json!([]), &json!([])));
    // The list has filters of its own.
    let list = get(&app, "/posts?include=comments&comments.text=b&comments__text=ab").await;
    assert_eq!((each(&list["items"], "title"), each(&list["items"][0]["comments"], "text")), ("first".into(), "b".into()));
    // The limit and the order are those of the rows that are left.
    let last = async |query: &str| each(&get(&app, &format!("/posts/1?include=comments&{query}")).await["comments"], "text");
    assert_eq!(last("comments.limit=1").await, "100%");
    assert_eq!(last("comments.limit=1&comments.written__lt=4").await, "ab");
    assert_eq!(last("comments.limit=2&comments.sort=text&comments.written__lte=4").await, "B a");
    // A page goes on with it, and an option of what is not included changes nothing.
    let page = app.get("/posts?include=comments&comments.text=b&limit=1&sort=-title").send().await.expect(200);
    let link = page.headers["link"].to_str().unwrap().to_owned();
    let page = app.get("/posts?include=comments&comments.text=b&limit=1").send().await.expect(200);
    assert!(link.contains("comments.text=b"), "{link}");
    assert_eq!(each(&page.json()["items"][0]["comments"], "text"), "b");
    assert_eq!(get(&app, "/posts/1?comments.text=b").await.get("comments"), None);
    // Another filter is another answer to whoever has the one before.
    let before = app.get("/posts/1?include=comments&comments.text=b").send().await.expect(200).header("etag");
    let again = async |text: &str| {
        app.get(format!("/posts/1?include=comments&comments.text={text}")).header("if-none-match", &before).send().await
    };
    again("b").await.expect(304);
    again("a").await.expect(200);
}

async fn relations_below_the_first_have_options_of_their_own(backend: Backend) {
    let app = empty(backend).await;
    let (ann, made) = thread(&app).await;
    for (text, written) in [("x", 9), ("y", 8), ("z", 7)] {
        let reply = json!({"post_id": 1, "parent_id": made[0].id, "text": text, "written": written});
        app.post("/comments").as_user(ann.id).json(&reply).send().await.expect(201);
    }
    let replies = async |query: &str| {
        let row = get(&app, &format!("/posts/1?include=comments.replies&comments.text=a&{query}")).await;
        each(&row["comments"][0]["replies"], "text")
    };
    assert_eq!(replies("").await, "b z y x");
    assert_eq!(replies("comments.replies.limit=2").await, "b z");
    assert_eq!(replies("comments.replies.sort=-text").await, "z y x b");
    assert_eq!(replies("comments.replies.text__ne=z").await, "b y x");
    assert_eq!(replies("comments.replies.limit=1&comments.replies.sort=-text&comments.replies.written__lt=9").await, "z");
    assert_eq!(replies("comments.replies.replies__text=ab").await, "b");
    // Each path has its own, also where both lead to the same resource.
    let row = get(
        &app,
        "/users/1?include=comments.replies,posts.comments&comments.limit=1&comments.text=a&posts.comments.limit=9\
         &posts.comments.text__in=x,y&comments.replies.text=z&posts.comments.sort=text",
    )
    .await;
    assert_eq!(each(&row["comments"], "text"), "a");
    assert_eq!(each(&row["comments"][0]["replies"], "text"), "z");
    assert_eq!(each(&row["posts"][0]["comments"], "text"), "x y");
    // Through a relation to one row, and as deep as a path goes.
    let path = format!("/comments/{}?include=post.author.posts.comments&post.author.posts.comments.text=b", made[0].id);
    assert_eq!(each(&get(&app, &path).await["post"]["author"]["posts"][0]["comments"], "text"), "b");
    let deeper = "comments.replies.replies.replies.replies.text";
    let unknown = format!("{deeper}: unknown_parameter");
    app.get(format!("/posts?{deeper}=a")).send().await.faults(400, "invalid_parameter", &[&unknown]);
    let body = json!({
        "include": ["comments.replies"], "comments.filter": {"text": "a"}, "comments.replies.filter": {"not": {"text": "b"}},
        "comments.replies.limit": 2, "comments.replies.sort": ["-text"],
    });
    let page = app.post("/posts/query").json(&body).send().await.expect(200).json();
    assert_eq!(each(&page["items"][0]["comments"][0]["replies"], "text"), "z y");
    // How many rows an answer could come to is counted with them.
    let many = "/posts?include=comments.replies.replies&comments.replies.limit=10";
    app.get(many).send().await.expect(200);
    let many = app.get(format!("{many}&comments.replies.replies.limit=50")).send().await;
    many.faults(400, "invalid_parameter", &["include: too_many_rows"]);
}

async fn links_and_rows_of_others_are_chosen_from(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let (first, second) = (post(db, &ann, "first", false).await, post(db, &ann, "second", false).await);
    for word in ["red", "green", "blue"] {
        tag(db, &first, word, word != "green").await;
    }
    tag(db, &second, "red", true).await;
    let list = get(&app, "/posts?include=tags&tags.word__in=red,green").await;
    assert_eq!((each(&list["items"][0]["tags"], "word"), each(&list["items"][1]["tags"], "word")), ("red".into(), "red".into()));
    let list = get(&app, "/posts?include=tags&tags.posts__title=second").await;
    assert_eq!(each(&list["items"][0]["tags"], "word"), "red");
    let row = get(&app, "/tags/red?include=posts&posts.title__startswith=s&posts.limit=1").await;
    assert_eq!(each(&row["posts"], "title"), "second");
    let row = get(&app, "/tags/red?include=posts&posts.author__name=ann&posts.tags__none__word=blue").await;
    assert_eq!(each(&row["posts"], "title"), "second");
}

async fn what_is_wrong_is_named(backend: Backend) {
    let app = empty(backend).await;
    thread(&app).await;
    for path in ["/posts", "/posts/1"] {
        let faults = async |query: &str, expected: &[&str]| {
            app.get(format!("{path}?{query}")).send().await.faults(400, "invalid_parameter", expected);
        };
        faults("include=comments&comments.x=1", &["comments.x: unknown_parameter"]).await;
        faults("include=comments&comments.secret=true", &["comments.secret: unknown_parameter"]).await;
        faults("include=comments&comments.text__gt_=1", &["comments.text__gt_: unknown_parameter"]).await;
        faults(
            "comments=1&comments.=1&.text=1&comments..text=1",
            &[
                "comments: unknown_parameter",
                "comments.: unknown_parameter",
                ".text: unknown_parameter",
                "comments..text: unknown_parameter",
            ],
        )
        .await;
        faults("include=author&author.name=ann", &["author.name: unknown_parameter"]).await;
        faults("include=cover&cover.url=ann", &["cover.url: unknown_parameter"]).await;
        faults("include=comments&comments.written=x", &["comments.written: type"]).await;
        faults("include=comments&comments.written__in=1,x", &["comments.written__in: type"]).await;
        faults("include=comments&comments.written__between=1", &["comments.written__between: items"]).await;
        faults("include=comments&comments.text=%ff", &["comments.text: encoding"]).await;
        faults("include=comments&comments.text=%00", &["comments.text: nul"]).await;
        faults(
            "include=comments&comments.text=a&comments.text=b&comments.%74ext=c",
            &["comments.text: repeated_parameter", "comments.text: repeated_parameter"],
        )
        .await;
        // What is not included is held to the same.
        faults(
            "comments.written=x&comments.replies.written=y&comments.replies.limit=0",
            &["comments.written: type", "comments.replies.written: type", "comments.replies.limit: out_of_range"],
        )
        .await;
        faults(
            "q.x=1&include=y&comments.written=99999999999",
            &["q.x: unknown_parameter", "include: unknown_include", "comments.written: out_of_range"],
        )
        .await;
    }
    let deep = app.get("/posts/1?comments.replies.limit=51").send().await;
    deep.faults(422, "parameter_out_of_range", &["comments.replies.limit: out_of_range"]);
    let made = app.post("/posts?include=comments&comments.written=x").as_user(1).json(&json!({"title": "new"})).send().await;
    made.faults(400, "invalid_parameter", &["comments.written: type"]);
    assert_eq!(get(&app, "/posts?count=exact").await["total"], 1);
    app.get("/users/1/posts?include=comments&comments.x=1").send().await.faults(
        400,
        "invalid_parameter",
        &["comments.x: unknown_parameter"],
    );
}

async fn query(app: &TestApp, body: Value) -> Answer {
    app.post("/posts/query").json(&body).send().await
}

async fn a_body_has_a_tree_for_each_relation(backend: Backend) {
    let app = empty(backend).await;
    let (_, made) = thread(&app).await;
    keep_secret(app.db(), &made[3]).await;
    let texts = async |tree: Value| {
        let page = query(&app, json!({"include": ["comments"], "comments.filter": tree, "comments.limit": 9})).await;
        each(&page.expect(200).json()["items"][0]["comments"], "text")
    };
    assert_eq!(texts(json!({})).await, "100% ab b a");
    assert_eq!(texts(json!({"or": [{"text": "a"}, {"written__gte": 3, "not": {"text__contains": "%"}}]})).await, "ab a");
    assert_eq!(texts(json!({"not": {"text": "a"}})).await, "100% ab b");
    assert_eq!(texts(json!({"or": [{"text": "B"}, {"replies__text": "B"}]})).await, "");
    assert_eq!(texts(json!({"or": [{"replies__text": "ab"}, {"parent__text": "a"}]})).await, "b");
    assert_eq!(texts(json!({"not": {"parent__text__contains": ""}})).await, "100% a");

    let faults = async |body: Value, expected: &[&str]| {
        query(&app, body).await.faults(422, "validation", expected);
    };
    faults(json!({"comments.filter": 1}), &["/comments.filter: type"]).await;
    faults(
        json!({"comments.filter": {"x": 1, "secret": true}}),
        &["/comments.filter/x: unknown_member", "/comments.filter/secret: unknown_member"],
    )
    .await;
    faults(json!({"comments.filter": {"or": [{"written": "1"}]}}), &["/comments.filter/or/0/written: type"]).await;
    faults(json!({"comments.replies.filter": {"written": "1"}}), &["/comments.replies.filter/written: type"]).await;
    // A body has trees; a filter of its own is none of its members.
    faults(json!({"comments.text": "a"}), &["/comments.text: unknown_member"]).await;
    faults(
        json!({"author.filter": {}, "cover.filter": {}}),
        &["/author.filter: unknown_member", "/cover.filter: unknown_member"],
    )
    .await;
    app.get("/posts?comments.filter=1").send().await.faults(400, "invalid_parameter", &["comments.filter: unknown_parameter"]);
    let deep = (0..9).fold(json!({"text": "a"}), |inside, _| json!({"not": inside}));
    let place = format!("/comments.filter{}: depth", "/not".repeat(9));
    faults(json!({"comments.filter": deep}), &[&place]).await;
}

async fn a_request_has_so_many_filters(backend: Backend) {
    let app = empty(backend).await;
    thread(&app).await;
    // Ten relations: two of the list itself, the others of what it includes.
    let reaching = |paths: usize| {
        let paths = ["comments", "comments.replies", "author.comments", "author.posts.comments"].into_iter().take(paths);
        let filters = paths.map(|path| format!("&{path}.parent__text__ne=x&{path}.replies__text__ne=x"));
        format!("/posts?include=author&author__name=ann&tags__none__word=x{}", filters.collect::<String>())
    };
    app.get(reaching(4)).send().await.expect(200);
    let more = format!("{}&author.posts.tags.posts__title=x", reaching(4));
    let problem = app.get(more).send().await;
    let problem = problem.faults(400, "invalid_parameter", &["author.posts.tags.posts__title: items"]);
    assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("10 times at most"), "{problem}");
    // Those that go the same way are one.
    app.get(format!("{}&comments.parent__text=x&comments.replies__text=y", reaching(4))).send().await.expect(200);
    let tree = json!({"or": [{"parent__text": "a"}, {"parent__text": "b"}, {"parent__text": "c"}, {"parent__text": "d"}]});
    let body = |main: Value| json!({"filter": main, "comments.filter": tree, "comments.replies.filter": tree});
    query(&app, body(json!({"author__name": "ann", "comments__text": "a"}))).await.expect(200);
    let main = json!({"author__name": "ann", "comments__text": "a", "tags__word": "a"});
    assert_eq!(query(&app, body(main)).await.status, 422);
    // And all filters are counted together.
    let some = |count: usize| json!({"and": vec![json!({"text": "a"}); count]});
    let both = |count: usize| json!({"comments.filter": some(50), "comments.replies.filter": some(count)});
    query(&app, both(50)).await.expect(200);
    query(&app, both(51)).await.faults(422, "validation", &["/comments.replies.filter/and/50/text: items"]);
    let operators = ["", "__ne", "__in", "__nin", "__lt", "__lte", "__gt", "__gte"];
    let words = ["comments", "comments.replies", "comments.replies.replies", "author.comments", "author.posts.comments"];
    let paths = words.iter().chain(&["author.comments.replies", "author.posts.comments.replies"]);
    let all: Vec<String> = paths
        .flat_map(|path| ["text", "written"].map(|member| format!("{path}.{member}")))
        .flat_map(|name| operators.map(|operator| format!("{name}{operator}=1")))
        .collect();
    app.get(format!("/posts?{}", all[..100].join("&"))).send().await.expect(200);
    let last = all[100].trim_end_matches("=1");
    let problem = app.get(format!("/posts?{}", all[..103].join("&"))).send().await;
    problem.faults(400, "invalid_parameter", &[&format!("{last}: items")]);
}

async fn the_document_says_it(backend: Backend) {
    let document = get(&empty(backend).await, "/openapi.json").await;
    // Once, for all operations that answer posts.
    let shared = |name: &str| json!({ "$ref": format!("#/components/parameters/Post.{name}") });
    let paths = &document["paths"];
    let all = [("/posts", "get"), ("/posts", "post"), ("/posts/{id}", "get"), ("/posts/{id}", "patch")];
    for (path, method) in all.into_iter().chain([("/users/{id}/posts", "get"), ("/users/{id}/posts", "post")]) {
        let parameters = paths[path][method]["parameters"].as_array().unwrap();
        for name in ["include", "comments.limit", "comments.sort", "comments.text__in", "comments.written__between", "tags.word"]
        {
            assert!(parameters.contains(&shared(name)), "{method} {path}: {name}");
        }
        for name in ["comments.secret", "comments.parent__text", "author.name", "cover.url"] {
            assert!(!parameters.contains(&shared(name)), "{method} {path}: {name}");
        }
    }
    assert!(!paths["/posts/{id}"]["delete"].to_string().contains("Post.include"));
    let parameters = &document["components"]["parameters"];
    let list = paths["/comments"]["get"]["parameters"].as_array().unwrap();
    let of_list = list.iter().find(|one| one["name"] == "text__in").unwrap();
    let own = &parameters["Post.comments.text__in"];
    for member in ["in", "schema", "style", "explode", "example"] {
        assert_eq!(own[member], of_list[member], "{member}");
    }
    assert_eq!(
        (&own["name"], &own["description"]),
        (
            &json!("comments.text__in"),
            &json!("Includes only rows of `comments` where `text` is one of these values. A comma in a value is written `%2C`.")
        )
    );
    assert!(parameters["Post.include"]["description"].as_str().unwrap().contains("`{path}.limit`"));

    let query = &document["components"]["schemas"]["PostQuery"];
    assert_eq!(query["properties"]["comments.filter"]["$ref"], "#/components/schemas/CommentFilter");
    assert_eq!((&query["properties"]["cover.filter"], &query["properties"]["author.filter"]), (&Value::Null, &Value::Null));
    // Longer paths have patterns, which take what the reader takes.
    let patterns = query["patternProperties"].as_object().unwrap();
    let schema_of = |name: &str| {
        let (path, option) = name.rsplit_once('.').unwrap();
        let path = path.replace('.', "\\.");
        let named = |pattern: &str| {
            let (paths, of) = pattern.trim_start_matches("^(").split_once(")\\.").unwrap_or_default();
            of.trim_end_matches('$') == option && paths.split('|').any(|one| one == path)
        };
        patterns.iter().find(|(pattern, _)| named(pattern)).map(|(_, schema)| schema)
    };
    assert_eq!(schema_of("comments.replies.filter"), Some(&json!({"$ref": "#/components/schemas/CommentFilter"})));
    assert_eq!(schema_of("author.posts.tags.filter"), Some(&json!({"$ref": "#/components/schemas/TagFilter"})));
    assert_eq!(schema_of("comments.replies.limit"), Some(&json!({"type": "integer", "minimum": 1, "maximum": 50})));
    assert_eq!(schema_of("comments.replies.sort").unwrap()["items"]["enum"].as_array().unwrap().len(), 6);
    assert_eq!(
        (schema_of("comments.limit"), schema_of("comments.post.limit"), schema_of("comments.none.filter")),
        (None, None, None)
    );
}
