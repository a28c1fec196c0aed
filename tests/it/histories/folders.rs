//! What stands in everybody's folders: of all children at once, as people see it.

use super::agreement::{Disagreement, same, shown_name};
use super::cast::Cast;
use super::london::london_date;
use super::people::{EVERYBODY, Who};
use super::refusal::{INACTIVE, said};
use chrono::{DateTime, NaiveDate};
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::requests::v1::{ListIncomingRequestsRequest, ListIncomingRequestsResponse, Request};
use contracts::r#type::v1::{Assignee, ChildRef, FolderGround, FolderPlace};
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use contracts::workflow::v1::{IncomingWork, ListIncomingWorkRequest, ListIncomingWorkResponse};
use prost_types::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use tests::person::Person;
use tonic::Status;

/// As many as a page holds.
const PAGE: i32 = 200;

/// One row, as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) title: String,
    /// The case of a step, the step of a request.
    pub(super) of: String,
    /// How it stands, and what it is for.
    pub(super) state: String,
    pub(super) date: NaiveDate,
    pub(super) holder: String,
    pub(super) ground: FolderGround,
    /// For whom somebody sees it who has it not in hand themselves.
    pub(super) whose: String,
}

/// The worksteps and the requests in each person's folders, by child.
pub(super) struct Folders(BTreeMap<(Who, String), BTreeSet<Row>>);

impl Folders {
    /// What everybody sees, but who has left; they see nothing.
    pub(super) async fn of_everybody(cast: &Cast, gone: Option<Who>) -> Result<Self, Disagreement> {
        let mut folders = Self(BTreeMap::new());
        for who in EVERYBODY {
            let person = who.person(cast);
            if gone == Some(who) {
                let (work, requests) = (work_page(person, "").await, requests_page(person, "").await);
                let told = [work.err(), requests.err()].map(|it| it.as_ref().map(said).unwrap_or_default());
                same("to who has left", [vec![INACTIVE.to_owned()], vec![INACTIVE.to_owned()]], told)?;
            } else {
                folders.look_at_work(who, person).await?;
                folders.look_at_requests(who, person).await?;
            }
        }
        Ok(folders)
    }

    pub(super) fn of(&self, who: Who, child_id: &str) -> BTreeSet<Row> {
        self.0.get(&(who, child_id.to_owned())).cloned().unwrap_or_default()
    }

    async fn look_at_work(&mut self, who: Who, person: &Person) -> Result<(), Disagreement> {
        let (mut all, mut token) = (Vec::new(), String::new());
        loop {
            let page = work_page(person, &token).await.map_err(|it| it.to_string())?;
            all.extend(page.worksteps);
            token = page.next_page_token;
            if token.is_empty() {
                same(&format!("the count of {}'s work", person.name), all.len() as i32, page.total_size)?;
                break;
            }
        }
        newest_first(all.iter().map(|row| row.arrive_time))?;
        all.into_iter().try_for_each(|row| self.add(who, child_of(row.child.as_ref())?, Row::from(row)))
    }

    async fn look_at_requests(&mut self, who: Who, person: &Person) -> Result<(), Disagreement> {
        let (mut all, mut token) = (Vec::new(), String::new());
        loop {
            let page = requests_page(person, &token).await.map_err(|it| it.to_string())?;
            all.extend(page.requests);
            token = page.next_page_token;
            if token.is_empty() {
                same(&format!("the count of {}'s requests", person.name), all.len() as i32, page.total_size)?;
                break;
            }
        }
        newest_first(all.iter().map(|row| row.sent.as_ref().and_then(|sent| sent.time)))?;
        all.into_iter().try_for_each(|row| self.add(who, child_of(row.child.as_ref())?, Row::from(row)))
    }

    fn add(&mut self, who: Who, child_id: String, row: Row) -> Result<(), Disagreement> {
        let shown = format!("{row:?}");
        let is_new = self.0.entry((who, child_id)).or_default().insert(row);
        if is_new { Ok(()) } else { Err(format!("a folder shows {shown} twice")) }
    }
}

async fn work_page(person: &Person, page_token: &str) -> Result<ListIncomingWorkResponse, Status> {
    let page_token = page_token.to_owned();
    let asked = ListIncomingWorkRequest { page_size: PAGE, page_token, ..Default::default() };
    let call = async |it| WorkstepServiceClient::new(person.door()).list_incoming_work(it).await;
    person.insist(asked, call).await
}

async fn requests_page(person: &Person, page_token: &str) -> Result<ListIncomingRequestsResponse, Status> {
    let page_token = page_token.to_owned();
    let asked = ListIncomingRequestsRequest { page_size: PAGE, page_token, ..Default::default() };
    let call = async |it| RequestServiceClient::new(person.door()).list_incoming_requests(it).await;
    person.insist(asked, call).await
}

/// The child's id, where it stands beside the name.
fn child_of(child: Option<&ChildRef>) -> Result<String, Disagreement> {
    let child = child.cloned().unwrap_or_default();
    same("the child's name", "Chloe Smith", child.display_name.as_str())?;
    Ok(child.child_id)
}

fn newest_first(times: impl Iterator<Item = Option<Timestamp>>) -> Result<(), Disagreement> {
    let times: Vec<(i64, i32)> = times.flatten().map(|time| (time.seconds, time.nanos)).collect();
    if times.is_sorted_by(|one, next| one >= next) { Ok(()) } else { Err(format!("newest first: {times:?}")) }
}

/// On which day in London.
pub(super) fn day_of(time: Option<Timestamp>) -> NaiveDate {
    let Timestamp { seconds, nanos } = time.unwrap_or_default();
    let instant = DateTime::from_timestamp(seconds, nanos.cast_unsigned());
    london_date(instant.expect("an instant that a calendar has"))
}

impl Row {
    /// How a step's row says how it stands and what it is for.
    pub(super) fn state_of_work(state: impl Debug, purpose: &str) -> String {
        format!("{state:?} {}", if purpose == "THREE_MONTH_REVIEW" { "review" } else { "" })
    }

    fn placed(self, assignee: Option<&Assignee>, place: Option<FolderPlace>) -> Self {
        let place = place.unwrap_or_default();
        let whose = place.whose.clone().unwrap_or_default().display_name;
        Self { holder: shown_name(assignee).to_owned(), ground: place.ground(), whose, ..self }
    }

    fn unplaced(id: String, title: String, of: String, state: String, date: NaiveDate) -> Self {
        let (holder, whose) = (String::new(), String::new());
        Self { id, title, of, state, date, holder, ground: FolderGround::Unspecified, whose }
    }
}

impl From<IncomingWork> for Row {
    fn from(row: IncomingWork) -> Self {
        let state = Self::state_of_work(row.state(), &row.purpose);
        let (assignee, place, date) = (row.assignee, row.place, day_of(row.arrive_time));
        Self::unplaced(row.workstep_id, row.title, row.case_id, state, date).placed(assignee.as_ref(), place)
    }
}

impl From<Request> for Row {
    fn from(row: Request) -> Self {
        let state = format!("{:?}", row.state());
        let (assignee, place) = (row.assignee, row.place);
        let date = day_of(row.sent.and_then(|sent| sent.time));
        Self::unplaced(row.request_id, row.title, row.workstep_id, state, date)
            .placed(assignee.as_ref(), place)
    }
}
