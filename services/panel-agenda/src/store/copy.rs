//! Rows for COPY, in Postgres's binary format: thousands go in one stream, at a fraction of what as many bound values cost.

use chrono::{Datelike, NaiveDate};
use sqlx::PgConnection;
use uuid::Uuid;

/// Rows that are to be copied into a table.
pub(super) struct Rows {
    bytes: Vec<u8>,
    columns: i16,
}

/// How the format begins: its signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// The day from which Postgres counts dates, 1 January 2000, as days from the common era.
const FIRST_DAY: i32 = 730_120;

impl Rows {
    /// None yet, of so many columns.
    pub(super) fn of(columns: i16) -> Self {
        Self { bytes: HEADER.to_vec(), columns }
    }

    /// Begins the next row; its values follow, in the order of the columns.
    pub(super) fn row(&mut self) -> &mut Self {
        self.bytes.extend(self.columns.to_be_bytes());
        self
    }

    /// Words.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.value(text.as_bytes())
    }

    /// An id.
    pub(super) fn uuid(&mut self, id: Uuid) -> &mut Self {
        self.value(id.as_bytes())
    }

    /// An id, or null.
    pub(super) fn uuid_or_null(&mut self, id: Option<Uuid>) -> &mut Self {
        match id {
            Some(id) => self.uuid(id),
            None => self.null(),
        }
    }

    /// An `int`.
    pub(super) fn int(&mut self, number: i32) -> &mut Self {
        self.value(&number.to_be_bytes())
    }

    /// A `smallint`.
    pub(super) fn smallint(&mut self, number: i16) -> &mut Self {
        self.value(&number.to_be_bytes())
    }

    /// A `smallint`, or null.
    pub(super) fn smallint_or_null(&mut self, number: Option<i16>) -> &mut Self {
        match number {
            Some(number) => self.smallint(number),
            None => self.null(),
        }
    }

    /// True or false.
    pub(super) fn bool(&mut self, holds: bool) -> &mut Self {
        self.value(&[u8::from(holds)])
    }

    /// A day, or null.
    pub(super) fn date_or_null(&mut self, date: Option<NaiveDate>) -> &mut Self {
        match date {
            Some(date) => self.int(date.num_days_from_ce() - FIRST_DAY),
            None => self.null(),
        }
    }

    fn null(&mut self) -> &mut Self {
        self.bytes.extend((-1_i32).to_be_bytes());
        self
    }

    /// A value that is longer than a length can say would be one of which Postgres finds too little, and refuses.
    fn value(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend(i32::try_from(bytes.len()).unwrap_or(i32::MAX).to_be_bytes());
        self.bytes.extend(bytes);
        self
    }

    /// Copies them by that statement: all of them, or none.
    pub(super) async fn copy(
        mut self,
        transaction: &mut PgConnection,
        statement: &'static str,
    ) -> Result<(), sqlx::Error> {
        self.bytes.extend((-1_i16).to_be_bytes());
        let mut copy = transaction.copy_in_raw(statement).await?;
        copy.send(self.bytes).await?;
        copy.finish().await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_the_format_wants_it() {
        let mut rows = Rows::of(3);
        rows.row().text("Zoë").date_or_null("2000-01-02".parse().ok()).smallint_or_null(None);
        let (header, row) = rows.bytes.split_at(19);
        assert_eq!(header, HEADER);
        assert_eq!(row, b"\0\x03\0\0\0\x04Zo\xc3\xab\0\0\0\x04\0\0\0\x01\xff\xff\xff\xff");
    }
}
