//! Up to where an insert-numbered table is done with.
//!
//! A number taken from a sequence may appear long after greater ones did, or never: its transaction is open, or rolled
//! back. So a search for new rows cannot begin after the last row seen; it also must not begin at the first, because what
//! was deleted there stays in the way for as long as any transaction of the database is open. Whoever inserts holds a
//! lock on the table from before it takes a number until it ends: once all who held it at some moment are gone, no
//! number of that time can appear any more. Transactions that never wrote to the table do not matter, however old.

use sqlx::PgConnection;
use std::collections::HashSet;

/// Watches one table's writers. It looks at locks only, so it holds for a process's lifetime, not across restarts.
#[derive(Debug)]
pub(crate) struct Settling {
    /// The last number taken from the table's sequence.
    last_number: &'static str,
    /// The transactions that write to it.
    writers: &'static str,
    floor: i64,
    /// The last number when it was last looked at.
    last: i64,
    /// Once these writers are gone, all numbers up to this one are decided.
    watched: Option<(i64, HashSet<String>)>,
    /// All numbers up to here are decided; rows among them may still have to be dealt with.
    decided: Option<i64>,
}

/// A sequence that was never asked says that its last value is 1.
macro_rules! last_number_of {
    ($sequence:literal) => {
        concat!("select last_value - (not is_called)::int from ", $sequence)
    };
}

macro_rules! writers_of {
    ($table:literal) => {
        concat!(
            "select distinct virtualtransaction from pg_locks where locktype = 'relation' and granted ",
            "and mode = 'RowExclusiveLock' and relation = '",
            $table,
            "'::regclass and database = (select oid from pg_database where datname = current_database())"
        )
    };
}

impl Settling {
    pub(crate) fn of_outbox() -> Self {
        Self::of(last_number_of!("outbox_seq_seq"), writers_of!("outbox"))
    }

    pub(crate) fn of_audit_entries() -> Self {
        Self::of(last_number_of!("audit_entry_entry_seq"), writers_of!("audit_entry"))
    }

    fn of(last_number: &'static str, writers: &'static str) -> Self {
        Self { last_number, writers, floor: 0, last: i64::MAX, watched: None, decided: None }
    }

    /// Every row up to here was dealt with, or never will be: where a search for new rows begins.
    pub(crate) fn floor(&self) -> i64 {
        self.floor
    }

    /// Whether every number that was taken when it was last looked at is decided: there is no need to look again until
    /// another row was seen.
    pub(crate) fn is_settled(&self) -> bool {
        self.floor == self.last
    }

    /// Call after a search above the floor that began after the last [`Settling::look`], and left nothing behind.
    pub(crate) fn drained(&mut self) {
        if let Some(decided) = self.decided.take() {
            self.floor = self.floor.max(decided);
        }
    }

    /// Looks whether the watched writers are gone, and then watches those of today.
    pub(crate) async fn look(&mut self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        // The number before the writers: whoever took it, or a smaller one, is among them or has ended.
        self.last = sqlx::query_scalar(self.last_number).fetch_one(&mut *connection).await?;
        let writers: Vec<String> = sqlx::query_scalar(self.writers).fetch_all(connection).await?;
        let writers = HashSet::from_iter(writers);
        let gone = self.watched.as_ref().is_none_or(|(_, watched)| watched.is_disjoint(&writers));
        if gone {
            self.decided = self.watched.take().map(|(number, _)| number).max(self.decided);
            self.watched = Some((self.last, writers));
        }
        Ok(())
    }
}
