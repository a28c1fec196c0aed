//! The folder Incoming work as it changes: for each look one query and the policy, for each change an audit entry.

use super::{convert, read::Read};
use crate::{
    ops::Desk,
    rpc,
    store::{
        folder::Incoming,
        folder_watch::{self, Changed},
    },
};
use contracts::workflow::v1::{IncomingWork, IncomingWorkChange, WatchIncomingWorkResponse};
use eventlog::{Audit, Change, Held, Marked, Since, Until, Watched, watching};
use fault::{Fault, name_of};
use futures::{StreamExt, stream::BoxStream};
use identity::Caller;
use tonic::Status;

/// What a reader is told.
pub(super) type Changes = BoxStream<'static, Result<WatchIncomingWorkResponse, Status>>;

/// Somebody's folder.
struct Folder {
    desk: Desk,
    caller: Caller,
}

/// Refused with `CURSOR_MALFORMED`.
pub(super) async fn watch_incoming_work(
    desk: &Desk,
    caller: &Caller,
    cursor: &str,
) -> Result<Changes, Fault> {
    let held = Held::claimed(rpc::WATCH_INCOMING_WORK, cursor)?;
    let until = Until { clock: desk.clock.clone(), expires: caller.expires };
    let folder = Folder { desk: desk.clone(), caller: caller.clone() };
    Ok(watching(&desk.mentions, until, held, folder).await?.boxed())
}

impl Watched for Folder {
    type Row = Incoming;
    type Message = WatchIncomingWorkResponse;

    async fn since(&self, held: &Held, rows: usize) -> Result<Since<Incoming>, Fault> {
        let Self { desk, caller } = self;
        let today = desk.clock.today();
        let seen = folder_watch::since(&desk.pool, &caller.subject, today, held, rows).await?;
        let (_, actor) = Read::of_many(desk, caller, seen.access, rpc::WATCH_INCOMING_WORK)?;
        let Changed { total, worksteps, gone, lists } = seen.found;
        let rows = worksteps.into_iter().map(|(row, mark)| Marked { id: row.id, mark, row }).collect();
        Ok(Since { reader: actor.worker_id, rows, gone, total, lists })
    }

    async fn told(&self, change: Change<Incoming>) -> Result<WatchIncomingWorkResponse, Fault> {
        let Change { reader, reset, added, changed, gone, total, cursor } = change;
        let children = added.iter().chain(&changed).map(|row| format!("child/{}", row.child_id));
        let entry = Audit::new(reader, rpc::WATCH_INCOMING_WORK, self.desk.clock.now());
        self.desk.audit.write(entry.subjects(children)).await?;
        let change = IncomingWorkChange {
            reset: reset.is_some(),
            reset_reason: reset.flatten().map(name_of).unwrap_or_default().to_owned(),
            added: self.shown(&added).await?,
            changed: self.shown(&changed).await?,
            removed_workstep_ids: gone.iter().map(ToString::to_string).collect(),
            total_size: total,
        };
        Ok(WatchIncomingWorkResponse { change: Some(change), cursor })
    }
}

impl Folder {
    async fn shown(&self, rows: &[Incoming]) -> Result<Vec<IncomingWork>, Fault> {
        let Desk { pool, processes, .. } = &self.desk;
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let process = processes.of_case(pool, &row.process_id, row.process_version).await?;
            shown.push(convert::incoming_work(row, &process));
        }
        Ok(shown)
    }
}
