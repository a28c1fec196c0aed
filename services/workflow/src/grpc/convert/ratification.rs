//! Ratifications of a child's placement.

use super::people::act;
use crate::{
    domain::{
        decide::{end_ratification::EndToRecord, record_ratification::RatificationToRecord},
        ratification::Ratification,
    },
    ops::{Command, EndRatification, RecordRatification},
    store::names::Named,
};
use contracts::workflow::v1::{
    self as wire, EndPlacementRatificationRequest, RecordPlacementRatificationRequest,
};
use fault::{Fault, Fields};

const LONGEST_PLACEMENT: usize = 500;

impl TryFrom<RecordPlacementRatificationRequest> for Command<RecordRatification> {
    type Error = Fault;

    fn try_from(request: RecordPlacementRatificationRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let RecordPlacementRatificationRequest { request_id, child_id, placement, ratified_on } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        wrong.child_id("child_id", &child_id);
        wrong.text("placement", &placement, 1, LONGEST_PLACEMENT);
        let ratified_on = wrong.date("ratified_on", &ratified_on);
        wrong.finish()?;
        let ratification = RatificationToRecord { placement, ratified_on };
        Ok(Self { request_id, body_hash, wanted: RecordRatification { child_id, ratification } })
    }
}

impl TryFrom<EndPlacementRatificationRequest> for Command<EndRatification> {
    type Error = Fault;

    fn try_from(request: EndPlacementRatificationRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let EndPlacementRatificationRequest { request_id, child_id, ratification_id, ended_on } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        wrong.child_id("child_id", &child_id);
        let ratification = wrong.uuid("ratification_id", &ratification_id);
        let ended_on = wrong.date("ended_on", &ended_on);
        wrong.finish()?;
        let end = EndToRecord { ratification, ended_on };
        Ok(Self { request_id, body_hash, wanted: EndRatification { child_id, end } })
    }
}

impl From<Named<'_, Ratification>> for wire::Ratification {
    fn from(Named { it, names }: Named<'_, Ratification>) -> Self {
        let ended = it.ended.as_ref();
        Self {
            ratification_id: it.id.to_string(),
            child_id: it.child_id.clone(),
            placement: it.placement.clone(),
            ratified_on: it.ratified_on.to_string(),
            recorded: Some(act(&it.recorded, names)),
            under_sixteen: it.under_sixteen,
            ended: ended.map(|ended| act(&ended.act, names)),
            ended_on: ended.map_or_else(String::new, |ended| ended.on.to_string()),
        }
    }
}

impl From<Named<'_, Ratification>> for wire::RecordPlacementRatificationResponse {
    fn from(recorded: Named<'_, Ratification>) -> Self {
        Self { ratification: Some(recorded.into()) }
    }
}

impl From<Named<'_, Ratification>> for wire::EndPlacementRatificationResponse {
    fn from(ended: Named<'_, Ratification>) -> Self {
        Self { ratification: Some(ended.into()) }
    }
}
