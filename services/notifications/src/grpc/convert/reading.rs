use crate::{domain::reading::WantedReading, ops::Command};
use contracts::notifications::v1::MarkReadRequest;
use fault::{Fault, Fields};
use uuid::Uuid;

const MOST_IDS: usize = 200;

impl TryFrom<MarkReadRequest> for Command<WantedReading> {
    type Error = Fault;

    fn try_from(request: MarkReadRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let MarkReadRequest { request_id, notification_ids, up_to_id } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let each: Vec<Uuid> = notification_ids
            .iter()
            .enumerate()
            .map(|(index, id)| wrong.uuid(format_args!("notification_ids[{index}]"), id))
            .collect();
        let up_to = wrong.optional_uuid("up_to_id", &up_to_id);
        wrong.require("notification_ids", each.len() <= MOST_IDS, "has more than 200 entries");
        let one_of_both = each.is_empty() == up_to.is_some();
        wrong.require("notification_ids", one_of_both, "is missing, or up_to_id is given too");
        wrong.finish()?;
        let wanted = up_to.map_or(WantedReading::Each(each), WantedReading::UpTo);
        Ok(Self { request_id, body_hash, wanted })
    }
}
