use super::page_size;
use crate::{
    domain::{
        cover::{Cover, Days, WantedCover, WantedEnd},
        page::{List, Page},
        place::CoverPlace,
        stamp::Read,
    },
    ops::Command,
};
use chrono::{DateTime, Utc};
use contracts::{
    directory::v1::{self, EndCoverRequest, ListCoversRequest, SetCoverRequest},
    r#type::v1::WorkerRef,
};
use fault::{Fault, Fields};
use prost_types::Timestamp;
use uuid::Uuid;

const LONGEST_ETAG: usize = 40;

impl From<&Cover> for v1::Cover {
    fn from(cover: &Cover) -> Self {
        let Cover { id, covered, covering, days, ended, stamp } = cover;
        Self {
            cover_id: id.to_string(),
            covered: Some(covered.into()),
            covering: Some(covering.into()),
            first_day: days.first.to_string(),
            last_day: days.last.to_string(),
            end_time: ended.map(timestamp),
            etag: stamp.etag(),
        }
    }
}

fn timestamp(at: DateTime<Utc>) -> Timestamp {
    // A sub-second part is below a billion nanoseconds, which an i32 holds.
    Timestamp { seconds: at.timestamp(), nanos: at.timestamp_subsec_nanos().cast_signed() }
}

impl TryFrom<SetCoverRequest> for Command<WantedCover> {
    type Error = Fault;

    fn try_from(request: SetCoverRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let SetCoverRequest { request_id, cover, allow_missing } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let v1::Cover { cover_id, covered, covering, first_day, last_day, end_time: _, etag } =
            wrong.present("cover", cover);
        let wanted = WantedCover {
            id: wrong.uuid("cover.cover_id", &cover_id),
            covered_id: worker(&mut wrong, "cover.covered", covered),
            covering_id: worker(&mut wrong, "cover.covering", covering),
            days: Days {
                first: wrong.date("cover.first_day", &first_day),
                last: wrong.date("cover.last_day", &last_day),
            },
            read: Read { etag, allow_missing },
        };
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted })
    }
}

fn worker(wrong: &mut Fields, field: &str, worker: Option<WorkerRef>) -> Uuid {
    let WorkerRef { worker_id, display_name: _ } = wrong.present(field, worker);
    wrong.uuid(format_args!("{field}.worker_id"), &worker_id)
}

impl TryFrom<EndCoverRequest> for Command<WantedEnd> {
    type Error = Fault;

    fn try_from(request: EndCoverRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let EndCoverRequest { request_id, cover_id, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("cover_id", &cover_id);
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedEnd { id, etag } })
    }
}

/// A list of a worker's covers.
pub(crate) struct ListCovers {
    /// Who is covered or covering; the caller when empty.
    pub worker_id: Option<Uuid>,
    /// Whether those that are over are listed too.
    pub include_over: bool,
    /// Which part of them.
    pub page: Page<CoverPlace>,
}

impl ListCovers {
    /// Reads the request of this RPC.
    pub(crate) fn read(rpc: &str, request: ListCoversRequest) -> Result<Self, Fault> {
        let filters = ListCoversRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListCoversRequest { worker_id, include_over, page_size: size, page_token } = request;
        let mut wrong = Fields::default();
        let worker_id = wrong.optional_uuid("worker_id", &worker_id);
        let size = page_size(&mut wrong, size);
        wrong.finish()?;
        let list = List::new(rpc, &filters);
        let after = list.after(&page_token)?;
        Ok(Self { worker_id, include_over, page: Page { list, size, after } })
    }
}
