//! `cargo run -p blog -- dev` makes a database and serves the blog on <http://127.0.0.1:8000>, with its documentation under `/docs`.
//! `DATABASE_URL=sqlite:blog.db cargo run -p blog -- seed demo` then adds something to read; the log-in of its people stands in `demo`.

use restkit::prelude::*;

fn main() -> ExitCode {
    restkit::run(blog::app())
}
