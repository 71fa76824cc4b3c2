//! Two requests side by side, and the way to a page far in.

use std::time::Instant;

use axum::{Router, body::Body, http::Request};
use serde_json::Value;
use tower::ServiceExt as _;

use super::fixture::PAGE;
use crate::{
    Result,
    statistics::{median, span},
};

/// How many rounds of each side; their order turns round from one to the next.
const ROUNDS: usize = 20;

/// How often a round asks.
const REQUESTS: u32 = 25;

/// Asks an app; the answer in JSON.
///
/// # Errors
/// When the answer is not 200.
pub async fn ask(app: &Router, uri: &str) -> Result<Value> {
    Ok(serde_json::from_slice(&bytes(app, uri).await?)?)
}

async fn bytes(app: &Router, uri: &str) -> Result<Vec<u8>> {
    let answer = app.clone().oneshot(Request::get(uri).body(Body::empty())?).await?;
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await?;
    if status.as_u16() == 200 {
        Ok(body.into())
    } else {
        Err(format!("{uri}: {status}: {}", String::from_utf8_lossy(&body)).into())
    }
}

/// Walks to the last page of a list, a hundred rows at a time, and answers the path of that page and how many pages there are.
///
/// # Errors
/// When a page is missing.
pub async fn last_page(app: &Router, list: &str) -> Result<(String, u64)> {
    let join = if list.contains('?') { '&' } else { '?' };
    let at = |cursor: &str, limit: u64| format!("{list}{join}limit={limit}{cursor}");
    let (mut rows, mut cursor) = (0, String::new());
    loop {
        // The step before the last page ends exactly where that page begins.
        let left = super::fixture::POSTS - rows;
        let step = 100.min(left - PAGE);
        if step == 0 {
            return Ok((at(&cursor, PAGE), rows / PAGE + 1));
        }
        let page = ask(app, &at(&cursor, step)).await?;
        let next = page["next"].as_str().ok_or("the list ends too early")?;
        cursor = format!("&cursor={next}");
        rows += step;
    }
}

/// How long two requests take, in microseconds, and their ratio: in the middle, and the least and greatest.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// The one that is measured.
    pub one: f64,
    /// What it is held against.
    pub other: f64,
    /// The first relative to the second.
    pub ratio: f64,
    /// The ends of the ratios of all rounds.
    pub span: (f64, f64),
}

/// Times a request beside another one.
///
/// # Errors
/// When one of them is not answered.
pub async fn compare(one: (&Router, &str), other: (&Router, &str)) -> Result<Outcome> {
    let time = async |(app, uri): (&Router, &str)| -> Result<f64> {
        let start = Instant::now();
        for _ in 0..REQUESTS {
            bytes(app, uri).await?;
        }
        Ok(start.elapsed().as_secs_f64() * 1e6 / f64::from(REQUESTS))
    };
    let (mut ones, mut others, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    // The first round fills caches and does not count.
    for round in 0..=ROUNDS {
        let (a, b) = if round % 2 == 0 {
            let a = time(one).await?;
            (a, time(other).await?)
        } else {
            let b = time(other).await?;
            (time(one).await?, b)
        };
        if round > 0 {
            ones.push(a);
            others.push(b);
            ratios.push(a / b);
        }
    }
    Ok(Outcome { one: median(&ones), other: median(&others), ratio: median(&ratios), span: span(&ratios) })
}
