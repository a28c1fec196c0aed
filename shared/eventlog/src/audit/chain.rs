//! Recomputes every seal.

use crate::EventLog;
use contracts::audit::v1::ChainReport;
use fault::Fault;
use sqlx::{FromRow, PgExecutor};

/// How many seals are recomputed in one statement.
const PAGE: i64 = 200;

#[derive(FromRow)]
struct Seal {
    first: i64,
    last: i64,
    hash: Vec<u8>,
    /// How many entries it still finds.
    found: i64,
    /// The first of them that is not what was sealed.
    broken: Option<i64>,
    /// Whether its hash follows from the seal before it and the digests.
    chained: bool,
}

impl Seal {
    /// The first entry that does not agree with this seal, which should follow entry `last`.
    fn first_broken(&self, last: i64) -> Option<i64> {
        if self.first != last + 1 {
            return Some(last + 1);
        }
        let missing = (self.found < self.last - self.first + 1).then_some(self.first + self.found);
        let unchained = (!self.chained).then_some(self.first);
        self.broken.or(missing).or(unchained)
    }
}

impl EventLog {
    /// Recomputes every digest and every seal, and names the first entry that is not what was sealed: changed, removed,
    /// added, or in a seal that does not follow from the one before it. Reads the whole audit.
    pub async fn verify_audit(&self) -> Result<ChainReport, Fault> {
        let mut report = ChainReport::default();
        let (mut last, mut hash, mut after) = (0, Vec::new(), 0);
        loop {
            let seals = seals(self.pool(), after, &hash).await?;
            let Some(end) = seals.last() else { break };
            (after, hash) = (end.first, end.hash.clone());
            for seal in seals {
                match seal.first_broken(last) {
                    Some(broken) => note(&mut report, broken),
                    None => report.sealed_entries += seal.found,
                }
                last = seal.last;
            }
        }
        if let Some(number) = beyond(self.pool(), last).await? {
            note(&mut report, number);
        }
        report.unsealed_entries = unsealed(self.pool()).await?;
        Ok(report)
    }
}

fn note(report: &mut ChainReport, broken: i64) {
    if report.first_broken_entry == 0 {
        report.first_broken_entry = broken;
    }
}

async fn seals(executor: impl PgExecutor<'_>, after: i64, hash: &[u8]) -> Result<Vec<Seal>, sqlx::Error> {
    sqlx::query_as(include_str!("../../sql/check_chain.sql"))
        .bind(after)
        .bind(PAGE)
        .bind(hash)
        .fetch_all(executor)
        .await
}

/// A number that no seal covers: it was added by hand, or the chain's end was cut off. Seals that came meanwhile are looked
/// at together with their numbers.
async fn beyond(executor: impl PgExecutor<'_>, last: i64) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "select min(number) from audit_sealed
         where number > greatest($1, (select last from audit_seal order by first desc limit 1))",
    )
    .bind(last)
    .fetch_one(executor)
    .await
}

async fn unsealed(executor: impl PgExecutor<'_>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "select count(*) from audit_entry e where not exists (select from audit_sealed s where s.entry = e.entry)",
    )
    .fetch_one(executor)
    .await
}
