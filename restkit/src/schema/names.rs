//! Names of constraints and indexes.

use sha2::{Digest, Sha256};

/// How many bytes of a name PostgreSQL keeps.
const LONGEST: usize = 63;

/// `<table>_<column>_<suffix>`. A name that PostgreSQL would cut is cut here, with eight letters of its hash in place of the rest, so that it
/// stays unique and known.
pub(super) fn name(table: &str, column: &str, suffix: &str) -> String {
    shortened(format!("{table}_{column}_{suffix}"), suffix)
}

/// `<table>_<suffix>`, shortened in the same way.
pub(super) fn of_table(table: &str, suffix: &str) -> String {
    shortened(format!("{table}_{suffix}"), suffix)
}

fn shortened(full: String, suffix: &str) -> String {
    if full.len() <= LONGEST {
        return full;
    }
    let hash: String = Sha256::digest(full.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let mut keep = LONGEST - suffix.len() - hash.len() - 2;
    while !full.is_char_boundary(keep) {
        keep -= 1;
    }
    format!("{}_{hash}_{suffix}", &full[..keep])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_stay_apart() {
        assert_eq!(name("users", "email", "key"), "users_email_key");
        let (a, b) = (name(&"t".repeat(40), &"ä".repeat(20), "key"), name(&"t".repeat(40), &"ä".repeat(21), "key"));
        assert!(a.len() <= LONGEST && b.len() <= LONGEST && a != b && a.ends_with("_key"));
    }
}
