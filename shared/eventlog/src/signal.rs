//! What replicas of one service tell each other by NOTIFY, always outside a transaction that writes: inside one it would
//! hold a lock of the whole database until the commit.

use crate::log::Floor;
use sqlx::PgExecutor;

/// One notification. Any of them may get lost: each only hastens what a slow poll finds too.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Signal {
    /// A replica committed into outbox.
    Committed,
    /// The sequencer numbered events up to here.
    Reaches(i64),
    /// The sequencer has nothing left to number, and stands here.
    Pulse(i64, Floor),
    /// Somebody waits for audit entries to be sealed.
    SealWanted,
    /// A replica stands by, and wants to hear of each batch.
    StandsBy,
}

impl Signal {
    fn payload(&self) -> String {
        match self {
            Signal::Committed => "committed".to_owned(),
            Signal::Reaches(end) => format!("reaches {end}"),
            Signal::Pulse(position, floor) => format!("pulse {position} {} {}", floor.epoch, floor.seq),
            Signal::SealWanted => "seal".to_owned(),
            Signal::StandsBy => "stands-by".to_owned(),
        }
    }

    /// `None` for what a newer replica may say and this one does not know.
    pub(crate) fn parse(payload: &str) -> Option<Self> {
        let words: Vec<&str> = payload.split(' ').collect();
        match words.as_slice() {
            ["committed"] => Some(Signal::Committed),
            ["reaches", end] => Some(Signal::Reaches(end.parse().ok()?)),
            ["pulse", position, epoch, seq] => {
                let floor = Floor { epoch: (*epoch).into(), seq: seq.parse().ok()? };
                Some(Signal::Pulse(position.parse().ok()?, floor))
            }
            ["seal"] => Some(Signal::SealWanted),
            ["stands-by"] => Some(Signal::StandsBy),
            _ => None,
        }
    }

    /// Tells every replica whose connections have the same schema, this one included.
    pub(crate) async fn send(&self, executor: impl PgExecutor<'_>) -> Result<(), sqlx::Error> {
        sqlx::query("select pg_notify('eventlog_' || current_schema(), $1)")
            .bind(self.payload())
            .execute(executor)
            .await
            .map(drop)
    }
}

/// The channel of the connection's schema.
pub(crate) async fn channel(executor: impl PgExecutor<'_>) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("select 'eventlog_' || current_schema()").fetch_one(executor).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_signal_reads_back_what_it_wrote() {
        let floor = Floor { epoch: "0a1b".into(), seq: 7 };
        for signal in [Signal::Committed, Signal::Reaches(42), Signal::Pulse(42, floor), Signal::SealWanted] {
            assert_eq!(Signal::parse(&signal.payload()), Some(signal));
        }
        assert_eq!(Signal::parse("pulse 4"), None);
    }
}
