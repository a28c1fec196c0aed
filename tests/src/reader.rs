//! Somebody who watches their Current work, and keeps what they are told as a front end would.

use contracts::gateway::v1::work_view_service_client::WorkViewServiceClient;
use contracts::gateway::v1::{WatchWorkViewRequest, WatchWorkViewResponse, watch_work_view_response::Change};
use contracts::requests::v1::{self as requests, IncomingRequestsChange};
use contracts::workflow::v1::{self as workflow, IncomingWorkChange};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::timeout;
use tonic::{Status, Streaming};

use crate::door::Door;
use crate::person::Person;

/// Longer than anything takes that is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A folder as its reader has it, by the rows' ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folder<Row> {
    /// The rows.
    pub rows: BTreeMap<String, Row>,
    /// The count that was told.
    pub total: i32,
    /// Why it was begun anew, each time; empty for no reason.
    pub resets: Vec<String>,
}

/// What the reader has of both folders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reader {
    /// The folder of steps.
    pub work: Folder<workflow::IncomingWork>,
    /// The folder of requests.
    pub requests: Folder<requests::Request>,
    /// The last cursor.
    pub cursor: String,
}

/// A stream that is open.
pub struct Watching {
    stream: Streaming<WatchWorkViewResponse>,
}

impl Person {
    /// Begins to watch at the next door.
    pub async fn watch(&self, cursor: &str) -> Result<Watching, Status> {
        self.watch_at(self.door(), cursor).await
    }

    /// Begins to watch at this door.
    pub async fn watch_at(&self, door: impl Into<Door>, cursor: &str) -> Result<Watching, Status> {
        let asked = self.ask(WatchWorkViewRequest { cursor: cursor.into() });
        let stream = WorkViewServiceClient::new(door.into()).watch_work_view(asked).await?.into_inner();
        Ok(Watching { stream })
    }
}

impl Watching {
    /// The next change.
    pub async fn next(&mut self) -> Result<WatchWorkViewResponse, Status> {
        let next = timeout(PATIENCE, self.stream.message()).await.expect("something is told");
        Ok(next?.expect("a stream ends by saying why"))
    }

    /// Reads until the reader has what is looked for.
    pub async fn until(&mut self, reader: &mut Reader, holds: impl Fn(&Reader) -> bool) {
        let reading = async {
            while !holds(reader) {
                reader.take(self.next().await.expect("the stream goes on"));
            }
        };
        timeout(PATIENCE, reading).await.unwrap_or_else(|_| panic!("waited in vain: {reader:?}"));
    }
}

impl Reader {
    /// Takes a change in. Fails where it adds what is there, or changes or removes what is not: each thing is told once.
    pub fn take(&mut self, told: WatchWorkViewResponse) {
        match told.change.expect("a change") {
            Change::IncomingWork(change) => {
                let IncomingWorkChange {
                    reset,
                    reset_reason,
                    added,
                    changed,
                    removed_workstep_ids,
                    total_size,
                } = change;
                let id = |row: &workflow::IncomingWork| row.workstep_id.clone();
                self.work.take(reset.then_some(reset_reason), [added, changed], &removed_workstep_ids, id);
                self.work.total = total_size;
            }
            Change::IncomingRequests(change) => {
                let IncomingRequestsChange {
                    reset,
                    reset_reason,
                    added,
                    changed,
                    removed_request_ids,
                    total_size,
                } = change;
                let id = |row: &requests::Request| row.request_id.clone();
                self.requests.take(reset.then_some(reset_reason), [added, changed], &removed_request_ids, id);
                self.requests.total = total_size;
            }
        }
        self.cursor = told.cursor;
    }

    /// Whether the reader has exactly what the folders hold now.
    pub async fn has_what_is_there(&self, person: &Person) -> bool {
        let there = person.work_view().await.expect("the work view");
        let (work, asked) =
            (there.incoming_work.expect("a folder"), there.incoming_requests.expect("a folder"));
        let work_rows = work.worksteps.into_iter().map(|row| (row.workstep_id.clone(), row));
        let request_rows = asked.requests.into_iter().map(|row| (row.request_id.clone(), row));
        self.work.rows == work_rows.collect()
            && self.requests.rows == request_rows.collect()
            && (self.work.total, self.requests.total) == (work.count, asked.count)
    }
}

impl<Row: PartialEq + std::fmt::Debug> Folder<Row> {
    fn take(
        &mut self,
        reset: Option<String>,
        [added, changed]: [Vec<Row>; 2],
        removed: &[String],
        id: impl Fn(&Row) -> String,
    ) {
        if let Some(reason) = reset {
            self.rows.clear();
            self.resets.push(reason);
        }
        for gone in removed {
            assert!(self.rows.remove(gone).is_some(), "{gone} is removed and was not there");
        }
        for row in changed {
            let before = self.rows.get(&id(&row));
            assert!(before.is_some_and(|before| *before != row), "{row:?} changes nothing that is there");
            self.rows.insert(id(&row), row);
        }
        for row in added {
            assert!(!self.rows.contains_key(&id(&row)), "{row:?} is added and was there");
            self.rows.insert(id(&row), row);
        }
    }
}
