//! Both databases against what the words of the documentation say.

use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, TestRng, TestRunner},
};
use restkit::prelude::*;
use restkit_tests::{database::Backend, on_both};

use super::fixtures::{Post, found, post, started};

on_both!(what_is_found_is_what_stands_there);

/// The words of a text, as this test sees it.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

fn stands(phrase: &str, texts: &[&str]) -> bool {
    let phrase = words(phrase);
    texts.iter().any(|text| words(text).windows(phrase.len().max(1)).any(|window| window == phrase))
}

async fn what_is_found_is_what_stands_there(backend: Backend) {
    let app = started(backend, &[]).await;
    let mut runner =
        TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha));
    let word = "(ab|b|Ba|c1|été|9|x)";
    let text = format!("({word}[ .,/@'_\\-–!]{{1,2}}){{0,6}}");
    let text = prop::string::string_regex(&text).unwrap();
    let term = prop::string::string_regex(&format!("-?({word}|\"{word} {word}\"|{word}\\.{word})")).unwrap();
    let query = prop::collection::vec(term, 1..4);
    let mut texts = Vec::new();
    for n in 0..60 {
        let (title, body) = (&text, &text).new_tree(&mut runner).unwrap().current();
        let title = format!("{n:02}n {title}");
        post(app.db(), &title, Some(&body), None).await;
        texts.push((title, body));
    }
    texts.sort();
    for _ in 0..150 {
        let terms = query.new_tree(&mut runner).unwrap().current();
        let fulfils = |(title, body): &&(String, String)| {
            terms.iter().all(|term| match term.strip_prefix('-') {
                Some(unwanted) => !stands(unwanted, &[title, body]),
                None => stands(term, &[title, body]),
            })
        };
        let expected: Vec<&String> = texts.iter().filter(fulfils).map(|(title, _)| title).collect();
        let q = terms.join(" ");
        let posts = Post::repository(app.db()).as_system().select().search(&q);
        let mut by_worth: Vec<String> = posts.all().await.unwrap().into_iter().map(|post| post.title).collect();
        let worth = |title: &String| {
            let body = &texts.iter().find(|(other, _)| other == title).unwrap().1;
            let wanted: std::collections::BTreeSet<String> =
                terms.iter().filter(|term| !term.starts_with('-')).flat_map(|term| words(term)).collect();
            let places = |text: &str| words(text).iter().filter(|word| wanted.contains(*word)).count().min(20);
            4 * places(title) + places(body)
        };
        assert!(by_worth.windows(2).all(|pair| worth(&pair[0]) >= worth(&pair[1])), "{q:?}: {by_worth:?}");
        by_worth.sort();
        assert_eq!(by_worth.iter().collect::<Vec<_>>(), expected, "{q:?}");
        if expected.len() <= 50 {
            assert_eq!(found(&app, &q).await.iter().collect::<Vec<_>>(), expected, "{q:?} over HTTP");
        }
    }
}
