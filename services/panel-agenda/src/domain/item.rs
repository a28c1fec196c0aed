//! A child on an issued agenda: removed, or restored, until the panel begins.

use super::{
    agenda::{Signed, ToldListed, changed},
    determination::Determination,
    panel_hour::PanelHour,
    service_manager::Responsible,
};
use chrono::{DateTime, NaiveDate, Utc};
use fault::{Reason, Refusal};
use uuid::Uuid;

/// Why a child is not discussed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalReason {
    /// A Legal Gateway Meeting has determined that section 20 is right.
    LegalDetermination,
    /// The child is long-term matched.
    LongTermMatched,
    /// The note says why.
    Other,
    /// The panel, which has begun, did not discuss the child; the note says why (B10).
    WithdrawnAtPanel,
}

/// A removal or a restoration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which one of the item's.
    pub number: i32,
    /// Why the child was removed; none for a restoration.
    pub removed: Option<RemovalReason>,
    /// What was said with it.
    pub note: String,
    /// By whom, and when.
    pub by: Signed,
}

/// A change that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedChange {
    /// The issued agenda.
    pub agenda_id: Uuid,
    /// The child on it.
    pub child_id: String,
    /// Why the child is removed; none to restore.
    pub removed: Option<RemovalReason>,
    /// What is said with it.
    pub note: String,
    /// What a Legal Gateway Meeting determined: the day of the meeting, and of the review.
    pub determined: Option<(NaiveDate, Option<NaiveDate>)>,
    /// The item's.
    pub etag: String,
}

/// The item as it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The panel's date.
    pub panel: NaiveDate,
    /// The agenda that is issued for it; none where none is.
    pub issued: Option<Uuid>,
    /// Whose the child is.
    pub service_manager: Responsible,
    /// The last change of the item.
    pub last: Option<Change>,
    /// The panel was cancelled.
    pub cancelled: bool,
    /// What the panel came to for the child is recorded.
    pub recorded: bool,
}

/// Who asks.
#[derive(Clone, Debug)]
pub struct Asker<'a> {
    /// May change any item.
    pub of_anybody: bool,
    /// The worker, and those whom they cover.
    pub workers: Vec<Uuid>,
    /// As the directory shows them.
    pub name: &'a str,
}

/// A listed child, with what was said of them last.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// As drawn.
    pub told: &'a ToldListed,
    /// The last removal or restoration.
    pub last: Option<&'a Change>,
}

/// What an item is called in events and audit entries.
pub fn subject(panel: NaiveDate, child_id: &str) -> String {
    format!("agenda-item/{panel}/{child_id}")
}

impl Item {
    /// The item's etag.
    pub fn etag(&self) -> String {
        self.number().to_string()
    }

    fn number(&self) -> i32 {
        self.last.as_ref().map_or(0, |last| last.number)
    }

    /// Whether the child is not to be discussed.
    pub fn is_removed(&self) -> bool {
        self.last.as_ref().is_some_and(|last| last.removed.is_some())
    }

    /// Refuses with `AGENDA_NOT_ISSUED` who looks at another version than the one that is issued.
    pub fn expect_issued(&self, agenda_id: Uuid) -> Result<(), Refusal> {
        if self.issued == Some(agenda_id) {
            return Ok(());
        }
        let issued = self.issued.map(|id| id.to_string()).unwrap_or_default();
        let message = "it is not the version of the agenda that is issued";
        Err(Refusal::new(Reason::AgendaNotIssued, message).with("agenda_id", issued))
    }

    /// Refuses with `PANEL_FALLS_OUT` what is about a panel that was cancelled.
    pub fn expect_takes_place(&self) -> Result<(), Refusal> {
        if !self.cancelled {
            return Ok(());
        }
        let refusal = Refusal::new(Reason::PanelFallsOut, "the panel was cancelled, and discusses nobody");
        Err(refusal.with("panel_date", self.panel).with("state", "CANCELLED"))
    }

    /// Refuses with `ALREADY_EXISTS` what cannot be said of a child any more whose discussion is recorded.
    pub fn expect_not_recorded(&self, child_id: &str) -> Result<(), Refusal> {
        if !self.recorded {
            return Ok(());
        }
        let refusal = Refusal::new(Reason::AlreadyExists, "it was recorded before: say more of its actions");
        Err(refusal.with("subject", super::discussion::subject(self.panel, child_id)))
    }

    /// Until the panel begins a child is removed or restored; once it has begun, and until its discussion is recorded, withdrawn,
    /// which may be taken back too.
    fn expect_in_time(
        &self,
        wanted: &WantedChange,
        (now, hour): (DateTime<Utc>, PanelHour),
    ) -> Result<(), Refusal> {
        let takes_back = self.last.as_ref().filter(|_| wanted.removed.is_none());
        let removal = wanted.removed.or(takes_back.and_then(|last| last.removed));
        if removal != Some(RemovalReason::WithdrawnAtPanel) {
            return hour.expect_not_begun(self.panel, now);
        }
        hour.expect_begun(self.panel, now)?;
        self.expect_not_recorded(&wanted.child_id)
    }

    /// The change that is wanted, if it may be made now.
    pub fn changed(
        &self,
        wanted: &WantedChange,
        asker: &Asker,
        by: Signed,
        when: (DateTime<Utc>, PanelHour),
    ) -> Result<Change, Refusal> {
        self.expect_issued(wanted.agenda_id)?;
        self.expect_takes_place()?;
        self.expect_in_time(wanted, when)?;
        let own = self.service_manager.is_one_of(&asker.workers, asker.name);
        if !(asker.of_anybody || own) {
            let message = "the child is another service manager's";
            return Err(
                Refusal::new(Reason::NotTheServiceManager, message).with("child_id", &wanted.child_id)
            );
        }
        if wanted.etag != self.etag() {
            return Err(self.stale(&wanted.child_id));
        }
        let is_removed = self.is_removed();
        if is_removed == wanted.removed.is_some() {
            let message =
                if is_removed { "the child is removed already" } else { "the child was not removed" };
            return Err(Refusal::new(Reason::ItemAlreadySo, message));
        }
        Ok(Change { number: self.number() + 1, removed: wanted.removed, note: wanted.note.clone(), by })
    }

    fn stale(&self, child_id: &str) -> Refusal {
        let last = self.last.as_ref().map(|last| &last.by);
        Refusal::etag_stale(subject(self.panel, child_id), changed(last), self.etag())
    }
}

impl WantedChange {
    /// What is to be remembered with the removal.
    pub fn determination(&self) -> Option<Determination> {
        self.determined.map(|(determined_on, review_on)| Determination {
            child_id: self.child_id.clone(),
            determined_on,
            review_on,
            ended_on: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::date;

    fn item(last: Option<Option<RemovalReason>>) -> Item {
        let change = |removed| Change { number: 3, removed, note: String::new(), by: signed() };
        Item {
            panel: date("2026-11-26"),
            issued: Some(Uuid::from_u128(1)),
            service_manager: Responsible { said: "POOLE, Sandra".into(), ..Responsible::default() },
            last: last.map(change),
            cancelled: false,
            recorded: false,
        }
    }

    fn signed() -> Signed {
        (Uuid::from_u128(7), "Bea Lang".into(), DateTime::UNIX_EPOCH)
    }

    fn change(item: &Item, removed: Option<RemovalReason>, asker: &Asker, now: &str) -> Result<i32, Reason> {
        let wanted = WantedChange {
            agenda_id: Uuid::from_u128(1),
            child_id: "1".into(),
            removed,
            note: String::new(),
            determined: None,
            etag: item.etag(),
        };
        let changed = item.changed(&wanted, asker, signed(), (now.parse().unwrap(), PanelHour::default()));
        changed.map(|change| change.number).map_err(|refusal| refusal.reason)
    }

    #[test]
    fn until_the_panel_begins_by_who_may_and_only_once() {
        const BEFORE: &str = "2026-11-26T09:59:59Z";
        let other = Some(RemovalReason::Other);
        let asker = |of_anybody, name| Asker { of_anybody, workers: vec![Uuid::from_u128(5)], name };
        let support = asker(true, "Bea Lang");
        assert_eq!(change(&item(None), other, &support, BEFORE), Ok(1));
        assert_eq!(change(&item(None), other, &support, "2026-11-26T10:00:00Z"), Err(Reason::PanelBegun));
        assert_eq!(change(&item(Some(None)), other, &support, BEFORE), Ok(4));
        assert_eq!(change(&item(Some(other)), other, &support, BEFORE), Err(Reason::ItemAlreadySo));
        assert_eq!(change(&item(None), None, &support, BEFORE), Err(Reason::ItemAlreadySo));
        assert_eq!(change(&item(Some(other)), None, &support, BEFORE), Ok(4));

        let by = |asker: &Asker| change(&item(None), other, asker, BEFORE);
        assert_eq!(by(&asker(false, "Poole Sandra")), Ok(1), "by the extract");
        assert_eq!(by(&asker(false, "Maya Lind")), Err(Reason::NotTheServiceManager));
        assert_eq!(by(&asker(false, "")), Err(Reason::NotTheServiceManager));
        let known_as = |allocated: Option<u128>, kept: Option<u128>| {
            let service_manager = Responsible {
                allocated: allocated.map(Uuid::from_u128),
                kept: kept.map(Uuid::from_u128),
                said: "Sandra Poole".into(),
            };
            let item = Item { service_manager, ..item(None) };
            change(&item, other, &asker(false, "Sandra Poole"), BEFORE)
        };
        assert_eq!(known_as(None, Some(5)), Ok(1), "by the kept name");
        assert_eq!(known_as(None, Some(6)), Err(Reason::NotTheServiceManager), "another of the same name");
        assert_eq!(known_as(Some(5), Some(6)), Ok(1), "by the directory, before the kept name");
        assert_eq!(known_as(Some(6), Some(5)), Err(Reason::NotTheServiceManager), "allocated to another");
        let withdrawn = Some(RemovalReason::WithdrawnAtPanel);
        assert_eq!(change(&item(None), withdrawn, &support, BEFORE), Err(Reason::PanelNotBegun));
        assert_eq!(change(&item(None), withdrawn, &support, "2026-11-26T10:00:00Z"), Ok(1));
        let back = change(&item(Some(withdrawn)), None, &support, "2026-11-26T12:00:00Z");
        assert_eq!(back, Ok(4), "a withdrawal is taken back");
        let recorded = Item { recorded: true, ..item(None) };
        let late = change(&recorded, withdrawn, &support, "2026-11-26T10:00:00Z");
        assert_eq!(late, Err(Reason::AlreadyExists));
        let cancelled = Item { cancelled: true, ..item(None) };
        assert_eq!(change(&cancelled, other, &support, BEFORE), Err(Reason::PanelFallsOut));
        let unissued = Item { issued: None, ..item(None) };
        assert_eq!(change(&unissued, other, &support, BEFORE), Err(Reason::AgendaNotIssued));
    }
}
