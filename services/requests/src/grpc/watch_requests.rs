//! The folder "Incoming requests" as it changes: for each look one query and the policy, for each change an audit entry.

use super::read_requests::in_folder;
use crate::{
    domain::shown::{Shown, children},
    ops::Desk,
    rpc,
    store::folder_watch::{self, Changed},
};
use contracts::requests::v1::{IncomingRequestsChange, WatchIncomingRequestsResponse};
use eventlog::{Audit, Change, Held, Marked, Since, Until, Watched, watching};
use fault::{Fault, name_of};
use futures::{StreamExt, stream::BoxStream};
use identity::{Caller, InFolder, Resource};
use tonic::Status;

/// What a reader is told.
pub(super) type Changes = BoxStream<'static, Result<WatchIncomingRequestsResponse, Status>>;

/// Somebody's folder.
struct Folder {
    desk: Desk,
    caller: Caller,
}

/// Refused with `CURSOR_MALFORMED`.
pub(super) async fn watch_incoming_requests(
    desk: &Desk,
    caller: &Caller,
    cursor: &str,
) -> Result<Changes, Fault> {
    let held = Held::claimed(rpc::WATCH_INCOMING_REQUESTS, cursor)?;
    let until = Until { clock: desk.clock.clone(), expires: caller.expires };
    let folder = Folder { desk: desk.clone(), caller: caller.clone() };
    Ok(watching(&desk.mentions, until, held, folder).await?.boxed())
}

impl Watched for Folder {
    type Row = (Shown, InFolder);
    type Message = WatchIncomingRequestsResponse;

    async fn since(&self, held: &Held, rows: usize) -> Result<Since<Self::Row>, Fault> {
        let Self { desk, caller } = self;
        let today = desk.clock.today();
        let seen = folder_watch::since(&desk.pool, &caller.subject, today, held, rows).await?;
        let rpc = rpc::WATCH_INCOMING_REQUESTS;
        let actor = desk.policies.authorise(caller, seen.access, rpc, Resource::Council)?;
        let Changed { total, requests, gone, lists } = seen.found;
        let rows = requests.into_iter().map(|(shown, place, mark)| Marked {
            id: shown.request.id,
            mark,
            row: (shown, place),
        });
        Ok(Since { reader: actor.worker_id, rows: rows.collect(), gone, total, lists })
    }

    async fn told(&self, change: Change<Self::Row>) -> Result<WatchIncomingRequestsResponse, Fault> {
        let Change { reader, reset, added, changed, gone, total, cursor } = change;
        let told = added.iter().chain(&changed).map(|(shown, _)| shown);
        let entry = Audit::new(reader, rpc::WATCH_INCOMING_REQUESTS, self.desk.clock.now());
        self.desk.audit.write(entry.subjects(children(told))).await?;
        let change = IncomingRequestsChange {
            reset: reset.is_some(),
            reset_reason: reset.flatten().map(name_of).unwrap_or_default().to_owned(),
            added: added.iter().map(|(shown, place)| in_folder(shown, place)).collect(),
            changed: changed.iter().map(|(shown, place)| in_folder(shown, place)).collect(),
            removed_request_ids: gone.iter().map(ToString::to_string).collect(),
            total_size: total,
        };
        Ok(WatchIncomingRequestsResponse { change: Some(change), cursor })
    }
}
