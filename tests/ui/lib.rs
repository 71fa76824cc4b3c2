//! What the macros say to somebody who made a mistake; see `main.rs`.
