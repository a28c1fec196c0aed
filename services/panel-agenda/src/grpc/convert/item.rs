use super::people::signed;
use crate::{
    domain::item::{Change, RemovalReason, WantedChange},
    ops::Command,
};
use contracts::panels::v1::{self as wire, RemoveAgendaItemRequest, RestoreAgendaItemRequest};
use fault::{Fault, Fields};

const LONGEST_NOTE: usize = 2_000;
const LONGEST_ETAG: usize = 40;

impl TryFrom<RemoveAgendaItemRequest> for Command<WantedChange> {
    type Error = Fault;

    fn try_from(request: RemoveAgendaItemRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let RemoveAgendaItemRequest {
            request_id,
            agenda_id,
            child_id,
            reason,
            note,
            determined_on,
            review_on,
            etag,
        } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let agenda_id = wrong.uuid("agenda_id", &agenda_id);
        wrong.child_id("child_id", &child_id);
        let reason = removal_reason(&mut wrong, reason);
        let said = matches!(reason, RemovalReason::Other | RemovalReason::WithdrawnAtPanel);
        let least = usize::from(said);
        wrong.text("note", &note, least, LONGEST_NOTE);
        let determined_on = wrong.optional_date("determined_on", &determined_on);
        let review_on = wrong.optional_date("review_on", &review_on);
        let determines = reason == RemovalReason::LegalDetermination;
        let description = if determines { "is missing" } else { "is for a legal determination only" };
        wrong.require("determined_on", determined_on.is_some() == determines, description);
        let later = review_on.is_none_or(|review_on| determined_on.is_some_and(|on| review_on > on));
        wrong.require("review_on", later, "is not after the determination");
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        wrong.finish()?;
        let determined = determined_on.map(|determined_on| (determined_on, review_on));
        let wanted = WantedChange { agenda_id, child_id, removed: Some(reason), note, determined, etag };
        Ok(Self { request_id, body_hash, wanted })
    }
}

impl TryFrom<RestoreAgendaItemRequest> for Command<WantedChange> {
    type Error = Fault;

    fn try_from(request: RestoreAgendaItemRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let RestoreAgendaItemRequest { request_id, agenda_id, child_id, note, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let agenda_id = wrong.uuid("agenda_id", &agenda_id);
        wrong.child_id("child_id", &child_id);
        wrong.text("note", &note, 1, LONGEST_NOTE);
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        wrong.finish()?;
        let wanted = WantedChange { agenda_id, child_id, removed: None, note, determined: None, etag };
        Ok(Self { request_id, body_hash, wanted })
    }
}

impl From<&Change> for wire::ItemChange {
    fn from(change: &Change) -> Self {
        let reason = match change.removed {
            None => wire::RemovalReason::Unspecified,
            Some(RemovalReason::LegalDetermination) => wire::RemovalReason::LegalDetermination,
            Some(RemovalReason::LongTermMatched) => wire::RemovalReason::LongTermMatched,
            Some(RemovalReason::Other) => wire::RemovalReason::Other,
            Some(RemovalReason::WithdrawnAtPanel) => wire::RemovalReason::WithdrawnAtPanel,
        };
        Self {
            removed: change.removed.is_some(),
            reason: reason.into(),
            note: change.note.clone(),
            act: Some(signed(&change.by)),
        }
    }
}

fn removal_reason(wrong: &mut Fields, raw: i32) -> RemovalReason {
    match wire::RemovalReason::try_from(raw) {
        Ok(wire::RemovalReason::LegalDetermination) => RemovalReason::LegalDetermination,
        Ok(wire::RemovalReason::LongTermMatched) => RemovalReason::LongTermMatched,
        Ok(wire::RemovalReason::Other) => RemovalReason::Other,
        Ok(wire::RemovalReason::WithdrawnAtPanel) => RemovalReason::WithdrawnAtPanel,
        Ok(wire::RemovalReason::Unspecified) | Err(_) => {
            wrong.refuse("reason", "is not one of its values");
            RemovalReason::LongTermMatched
        }
    }
}
