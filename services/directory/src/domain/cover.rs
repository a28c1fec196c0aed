//! Absence cover: who acts for whom, on which days.

use super::{
    inbox::Person,
    stamp::{self, Act, Read, Stamp},
};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use contracts::{does_case_work, r#type::v1::Role};
use fault::{Fault, Fields, Reason, Refusal};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The longest cover: whoever is absent for longer is replaced.
const LONGEST_DAYS: i64 = 366;

/// A cover as recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Cover {
    /// Chosen by whoever first recorded it.
    pub id: Uuid,
    /// Who is absent.
    pub covered: Person,
    /// Who acts for them.
    pub covering: Person,
    /// On which days.
    pub days: Days,
    /// When it was ended before its last day was over.
    pub ended: Option<DateTime<Utc>>,
    /// The last change.
    pub stamp: Stamp,
}

/// Days in London, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub first: NaiveDate,
    /// The last.
    pub last: NaiveDate,
}

/// A cover as somebody wants it to be.
#[derive(Clone, Debug)]
pub struct WantedCover {
    /// Which cover.
    pub id: Uuid,
    /// Who is absent.
    pub covered_id: Uuid,
    /// Who acts for them.
    pub covering_id: Uuid,
    /// On which days.
    pub days: Days,
    /// What they read.
    pub read: Read,
}

/// A cover that somebody wants to end.
#[derive(Clone, Debug)]
pub struct WantedEnd {
    /// Which cover.
    pub id: Uuid,
    /// Its etag, as they read it.
    pub etag: String,
}

/// One of the two, as the directory knows them.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// The worker.
    pub person: Person,
    /// False once the worker has left.
    pub active: bool,
    /// What the worker may be asked to do.
    pub roles: BTreeSet<Role>,
    /// The worker's manager.
    pub line_manager_id: Option<Uuid>,
}

/// Who arranges a cover, and when.
#[derive(Clone, Copy, Debug)]
pub struct Arranging {
    /// Who and when.
    pub act: Act,
    /// The date in London.
    pub today: NaiveDate,
    /// Whether they keep the directory.
    pub administers: bool,
}

/// The subject of a cover's events and audit entries.
pub fn subject(id: Uuid) -> String {
    format!("cover/{id}")
}

impl Cover {
    /// Ends the cover at once: by whom it concerns, or who may arrange it; `covered` is the absent worker. Refused with
    /// `COVER_NOT_YOURS`, `COVER_OVER` and `ETAG_STALE`.
    pub fn end(self, etag: &str, covered: &Colleague, by: Arranging) -> Result<Self, Refusal> {
        if by.act.by != Some(self.covering.id) {
            by.must_arrange_for(covered)?;
        }
        self.stamp.expect(&subject(self.id), etag)?;
        self.must_not_be_over(by.today)?;
        Ok(Self { ended: Some(by.act.at), stamp: self.stamp.next(by.act), ..self })
    }

    fn must_not_be_over(&self, today: NaiveDate) -> Result<(), Refusal> {
        if self.ended.is_none() && self.days.last >= today {
            return Ok(());
        }
        let ended = self.ended.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true));
        Err(Refusal::new(Reason::CoverOver, "the cover is over: record another")
            .with("last_day", self.days.last)
            .with("end_time", ended.unwrap_or_default()))
    }
}

/// Decides whether the cover becomes what is wanted; `covered` and `covering` are the two, where the directory knows them.
/// Once recorded, only its days change. Refused with `FIELD_INVALID`, `COVER_NOT_YOURS`, `COVER_NEEDS_ADM`, `COVER_OVER`,
/// `ETAG_STALE` and `NOT_FOUND`.
pub fn set(
    found: Option<&Cover>,
    wanted: WantedCover,
    covered: Option<Colleague>,
    covering: Option<Colleague>,
    by: Arranging,
) -> Result<Cover, Fault> {
    let WantedCover { id, covered_id, covering_id, days, read } = wanted;
    let mut wrong = days_wrong(days, by.today);
    wrong.require("cover.covering.worker_id", covered_id != covering_id, "is the absent worker");
    colleague(&mut wrong, "cover.covered.worker_id", covered.as_ref());
    colleague(&mut wrong, "cover.covering.worker_id", covering.as_ref());
    if let Some(cover) = found {
        let stays = "stays as recorded: end the cover, and record another";
        wrong.require("cover.covered.worker_id", covered_id == cover.covered.id, stays);
        wrong.require("cover.covering.worker_id", covering_id == cover.covering.id, stays);
    }
    wrong.finish()?;
    let (Some(covered), Some(covering)) = (covered, covering) else {
        return Err(Refusal::not_found(subject(id)).into());
    };

    by.must_arrange_for(&covered)?;
    let stamp = stamp::replace(found.map(|cover| &cover.stamp), &subject(id), &read, by.act)?;
    if let Some(cover) = found {
        cover.must_not_be_over(by.today)?;
    }
    must_be_adm_for_adm(&covered, &covering)?;
    Ok(Cover { id, covered: covered.person, covering: covering.person, days, ended: None, stamp })
}

impl Arranging {
    /// Cover is arranged by the absent worker, their line manager or an administrator.
    fn must_arrange_for(&self, covered: &Colleague) -> Result<(), Refusal> {
        let by = self.act.by;
        if self.administers
            || by == Some(covered.person.id)
            || (by.is_some() && by == covered.line_manager_id)
        {
            return Ok(());
        }
        let message = "cover is arranged by the absent worker, their line manager or an administrator";
        Err(Refusal::new(Reason::CoverNotYours, message))
    }
}

fn must_be_adm_for_adm(covered: &Colleague, covering: &Colleague) -> Result<(), Refusal> {
    let adm = &Role::AgencyDecisionMaker;
    if !covered.roles.contains(adm) || covering.roles.contains(adm) {
        return Ok(());
    }
    let message = "an agency decision maker is covered by another agency decision maker only";
    Err(Refusal::new(Reason::CoverNeedsAdm, message).with("covering", covering.person.id))
}

fn days_wrong(Days { first, last }: Days, today: NaiveDate) -> Fields {
    let mut wrong = Fields::default();
    wrong.require("cover.last_day", first <= last, "comes before the first day");
    wrong.require("cover.last_day", last >= today, "is over");
    let most = format_args!("is more than {LONGEST_DAYS} days from the first").to_string();
    wrong.require("cover.last_day", (last - first).num_days() < LONGEST_DAYS, most);
    wrong
}

/// Administrators and systems see no case content, neither their own nor anybody's.
fn colleague(wrong: &mut Fields, field: &str, worker: Option<&Colleague>) {
    let Some(worker) = worker else { return wrong.refuse(field, "is no worker") };
    wrong.require(field, worker.active, "is a worker who has left");
    wrong.require(field, does_case_work(&worker.roles), "is no case worker");
}

#[cfg(test)]
mod tests;
