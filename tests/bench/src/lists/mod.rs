//! Lists of a table with a million rows: pages far in, relations, counts, and what it saves to write JSON without structs.

pub mod by_hand;
pub mod fixture;
pub mod measure;
pub mod model;
