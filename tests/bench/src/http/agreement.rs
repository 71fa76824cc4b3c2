//! Whether the two servers do the same work: a comparison of unlike work would say nothing.

use std::{collections::BTreeSet, net::SocketAddr};

use serde_json::Value;

use super::{client::Connection, operations::OPERATIONS};
use crate::Result;

/// What must be the same in both answers.
#[derive(Debug, PartialEq)]
struct Essence {
    status: u16,
    headers: BTreeSet<String>,
    body: Value,
}

/// Asks both servers the same and compares status, names of headers, and body.
///
/// # Errors
/// When they differ.
pub async fn check(by_hand: SocketAddr, generated: SocketAddr, token: &str) -> Result<()> {
    let mut by_hand = Connection::open(by_hand).await?;
    let mut generated = Connection::open(generated).await?;
    for operation in OPERATIONS {
        for number in [0, 1, 2] {
            let left = ask(&mut by_hand, |request| operation.write(number, token, request)).await?;
            let right = ask(&mut generated, |request| operation.write(number, token, request)).await?;
            if left != right {
                return Err(format!("the servers differ in `{}`:\nby hand {left:#?}\nrestkit {right:#?}", operation.name).into());
            }
        }
    }
    Ok(())
}

async fn ask(connection: &mut Connection, write: impl FnOnce(&mut Vec<u8>)) -> Result<Essence> {
    let answer = connection.exchange(write).await?;
    let headers = answer.head.lines().skip(1).filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, _)| name.to_ascii_lowercase()).collect();
    let mut body =
        serde_json::from_slice(answer.body).map_err(|_| format!("no JSON: {}", String::from_utf8_lossy(answer.raw)))?;
    level(&mut body);
    Ok(Essence { status: answer.status, headers, body })
}

/// Takes away what differs rightly: cursors are sealed under a random nonce, a new row has another key and another time, and
/// moments may be written with more digits or fewer.
fn level(body: &mut Value) {
    match body {
        Value::Object(members) => {
            let is_new = members.get("id").and_then(Value::as_u64).is_some_and(|id| id > super::operations::TASKS);
            for (name, value) in members {
                match name.as_str() {
                    "next" if value.is_string() => *value = Value::from("a cursor"),
                    "id" if is_new => *value = Value::from("a new key"),
                    "created_at" | "updated_at" if is_new => *value = Value::from("now"),
                    "created_at" | "updated_at" => {
                        let moment = value.as_str().and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
                        *value = moment.map_or(Value::Null, |moment| moment.timestamp_micros().into());
                    }
                    _ => level(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(level),
        _ => {}
    }
}
