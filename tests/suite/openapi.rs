//! The document of the quickstart, whole: a change of it is seen by whoever reviews the change that made it.

use expect_test::expect_file;
use restkit::prelude::*;

use crate::http::fixtures::todo;

#[test]
fn the_document_of_the_quickstart() {
    let app = App::new("Todo", "1.0.0").description("Users and their tasks.");
    let document = app.mount("/api/v1", (todo::User::routes(), todo::Task::routes())).document();
    expect_file!["openapi/todo.json"].assert_eq(&(document.to_pretty_json().unwrap() + "\n"));
}
