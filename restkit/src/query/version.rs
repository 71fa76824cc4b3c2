//! Versions of rows.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::{Selection, builder::Sql, column, plan::Plan, plan::ROW_VERSION};
use crate::{
    db::{DbError, Row},
    spec::{Kind, Permitted, Value, Version},
};

/// The version of a row, as its entity tag says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowVersion {
    /// The number in the column that counts its changes.
    Number(i64),
    /// A digest of what answers say of it, where its table counts no changes. What they leave out is not in it: a tag goes to everybody who
    /// sees the row.
    Digest([u8; 16]),
}

impl RowVersion {
    /// The version of a row without a number, or of one with what is included in it, from its JSON.
    pub fn of_content(json: &[u8]) -> Self {
        Self::Digest(digest(json))
    }

    /// The version that a text stands for; `None` when no row has it. Each version has one text.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(number) = text.parse() {
            return (itoa::Buffer::new().format(number) == text).then_some(Self::Number(number));
        }
        let mut digest = [0; 16];
        // The engine refuses bits beyond the last byte, and so a second spelling.
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut digest).ok()?;
        (length == digest.len()).then_some(Self::Digest(digest))
    }

    /// The number, where it is one.
    pub const fn number(self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Digest(_) => None,
        }
    }
}

fn digest(json: &[u8]) -> [u8; 16] {
    let mut digest = [0; 16];
    digest.copy_from_slice(&Sha256::digest(json)[..16]);
    digest
}

/// As its entity tag has it between the quotes.
impl fmt::Display for RowVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Digest(digest) => f.write_str(&URL_SAFE_NO_PAD.encode(digest)),
        }
    }
}

impl Plan {
    /// The version of an answered or locked row.
    ///
    /// # Errors
    /// When the row is of another statement, or a stored value is not of its type.
    pub fn version(&self, row: &Row) -> Result<RowVersion, DbError> {
        if self.resource().version != Version::Content {
            return self.number(row, &self.whole);
        }
        let mut json = Vec::with_capacity(512);
        self.whole.write_visible(row, &mut json)?;
        Ok(RowVersion::of_content(&json))
    }

    /// The version of an answered row whose JSON is written already.
    ///
    /// # Errors
    /// When the row is of another statement.
    pub fn version_of(&self, row: &Row, json: &[u8]) -> Result<RowVersion, DbError> {
        // What not everybody sees is in no digest, and what is computed from other rows is none of this one.
        let same = self.resource().columns.iter().all(|column| column.read.is_none() && column.is_stored());
        if self.resource().version == Version::Content && same { Ok(RowVersion::of_content(json)) } else { self.version(row) }
    }

    /// The version of a row that was read with these columns, for a tag.
    ///
    /// # Errors
    /// As [`Plan::version`].
    pub fn version_in(&self, row: &Row, selection: &Selection) -> Result<RowVersion, DbError> {
        if self.resource().version == Version::Content { self.version(row) } else { self.number(row, selection) }
    }

    /// What of a row that was read with these columns, or answered whole, changes without it, as far as it is permitted: a digest, `None` where nothing does.
    ///
    /// # Errors
    /// When a stored value is not of its type.
    pub fn unversioned_digest(
        &self,
        row: &Row,
        selection: Option<&Selection>,
        permitted: &Permitted,
    ) -> Result<Option<[u8; 16]>, DbError> {
        Ok(selection.unwrap_or(&self.whole).unversioned(row, permitted)?.map(|json| digest(&json)))
    }

    fn number(&self, row: &Row, selection: &Selection) -> Result<RowVersion, DbError> {
        match row.value(selection.columns().len(), self.version_kind())? {
            Value::Integer(version) => Ok(RowVersion::Number(version)),
            _ => Err(DbError::Other(sqlx::Error::Decode("the row has no version".into()))),
        }
    }

    /// How the number of a version is stored.
    pub(super) fn version_kind(&self) -> Kind {
        match self.resource().version {
            Version::Column(at) => self.resource().columns.get(at).map_or(Kind::I64, |column| column.data_type.kind),
            Version::Hidden | Version::Content => Kind::I64,
        }
    }

    /// Writes the number of the version as it is selected; null where there is none, so that rows are alike.
    pub(super) fn write_version(&self, sql: &mut Sql) {
        match self.resource().version {
            Version::Hidden => {
                sql.name(ROW_VERSION);
            }
            Version::Column(at) => column::selected(sql, &self.resource().columns[at], self.table()),
            Version::Content => {
                sql.push("NULL");
            }
        }
    }

    /// Writes, among the columns that an update sets, that the version is raised. `set` are the columns that are set otherwise.
    pub(super) fn write_raised(&self, sql: &mut Sql, set: &[usize]) {
        let name = match self.resource().version {
            Version::Hidden => ROW_VERSION,
            Version::Column(at) if !set.contains(&at) => self.resource().columns[at].column,
            Version::Column(_) | Version::Content => return,
        };
        sql.push(if set.is_empty() { "" } else { ", " }).name(name).push(" = ").name(name).push(" + 1");
    }

    /// Writes the condition that the row has a version.
    pub(super) fn write_has_version(&self, sql: &mut Sql, version: Option<i64>) {
        if version.is_none() {
            return;
        }
        sql.push(" AND ");
        match self.resource().version {
            Version::Column(at) => {
                let column = &self.resource().columns[at];
                sql.name(column.column).push(" = ");
                column::placeholder(sql, column, self.dialect);
            }
            Version::Hidden => {
                sql.name(ROW_VERSION).push(" = ").placeholder();
            }
            // No row has a number.
            Version::Content => {
                sql.placeholder().push(" IS NULL");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_version_has_one_text() {
        for text in ["01", "+1", "", "x", "AAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(RowVersion::parse(text), None, "{text}");
        }
        assert_eq!(RowVersion::of_content(b"{}").to_string().len(), 22);
        assert_ne!(RowVersion::of_content(b"{}"), RowVersion::of_content(b"{ }"));
    }

    proptest! {
        #[test]
        fn versions_are_read_as_they_are_written(number: i64, digest: [u8; 16]) {
            for version in [RowVersion::Number(number), RowVersion::Digest(digest)] {
                prop_assert_eq!(RowVersion::parse(&version.to_string()), Some(version));
            }
        }
    }
}
