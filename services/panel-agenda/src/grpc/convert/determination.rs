use super::people::signed;
use crate::{
    domain::determination::{Determination, RecordedDetermination, WantedEnd},
    ops::Command,
};
use contracts::panels::v1::{
    EndLegalDeterminationRequest, LegalDetermination, RecordLegalDeterminationRequest,
};
use fault::{Fault, Fields};

const LONGEST_ETAG: usize = 40;

impl TryFrom<RecordLegalDeterminationRequest> for Command<Determination> {
    type Error = Fault;

    fn try_from(request: RecordLegalDeterminationRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let RecordLegalDeterminationRequest { request_id, child_id, determined_on, review_on } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        wrong.child_id("child_id", &child_id);
        let determined_on = wrong.date("determined_on", &determined_on);
        let review_on = wrong.optional_date("review_on", &review_on);
        let later = review_on.is_none_or(|review_on| review_on > determined_on);
        wrong.require("review_on", later, "is not after the determination");
        wrong.finish()?;
        let wanted = Determination { child_id, determined_on, review_on, ended_on: None };
        Ok(Self { request_id, body_hash, wanted })
    }
}

impl TryFrom<EndLegalDeterminationRequest> for Command<WantedEnd> {
    type Error = Fault;

    fn try_from(request: EndLegalDeterminationRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let EndLegalDeterminationRequest { request_id, legal_determination_id, ended_on, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("legal_determination_id", &legal_determination_id);
        let ended_on = wrong.date("ended_on", &ended_on);
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedEnd { id, ended_on, etag } })
    }
}

impl From<&RecordedDetermination> for LegalDetermination {
    fn from(recorded: &RecordedDetermination) -> Self {
        let Determination { child_id, determined_on, review_on, ended_on } = &recorded.determination;
        let date = |date: &Option<chrono::NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
        Self {
            legal_determination_id: recorded.id.to_string(),
            child_id: child_id.clone(),
            determined_on: determined_on.to_string(),
            review_on: date(review_on),
            recorded: Some(signed(&recorded.recorded)),
            ended_on: date(ended_on),
            ended: recorded.ended.as_ref().map(signed),
            etag: recorded.etag().to_owned(),
        }
    }
}
