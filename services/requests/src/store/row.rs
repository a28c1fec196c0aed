//! A request as its columns.

use crate::domain::brief::Brief;
use crate::domain::request::{Act, Assignee, Completion, Request, State};
use crate::domain::shown::{Names, Shown};
use crate::domain::stamp::Stamp;
use chrono::{DateTime, Utc};
use contracts::r#type::v1::Role;
use fault::{BoxError, Reason};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    request_id: Uuid,
    kind: String,
    type_title: String,
    workstep_title: String,
    child_id: String,
    workstep_id: Uuid,
    case_id: Uuid,
    sent_by: Uuid,
    sent_on_behalf_of: Option<Uuid>,
    sent_at: DateTime<Utc>,
    worker_id: Option<Uuid>,
    inbox_id: Option<Uuid>,
    from_inbox_id: Option<Uuid>,
    must_be_sent: bool,
    blocks_finish: bool,
    decides: bool,
    answered_by_roles: Vec<i32>,
    replaces_id: Option<Uuid>,
    covered_version: i64,
    author_ids: Vec<Uuid>,
    refusals: Vec<String>,
    heard_version: i64,
    state: String,
    answered_by: Option<Uuid>,
    answered_on_behalf_of: Option<Uuid>,
    answered_at: Option<DateTime<Utc>>,
    completed_version: Option<i64>,
    comment: Option<String>,
    ended_at: Option<DateTime<Utc>>,
    version: i64,
    changed_by: Option<Uuid>,
    changed_at: DateTime<Utc>,
}

/// The request in a row of `requests.request`.
pub(super) fn request(row: &PgRow) -> Result<Request, sqlx::Error> {
    Row::from_row(row)?.into_request().map_err(sqlx::Error::Decode)
}

/// The request in a row of `requests.request_named`, or none where an outer join found none.
pub(super) fn shown(row: &PgRow) -> Result<Option<Shown>, sqlx::Error> {
    if row.try_get::<Option<Uuid>, _>("request_id")?.is_none() {
        return Ok(None);
    }
    let name = |column: &str| row.try_get::<Option<String>, _>(column).map(Option::unwrap_or_default);
    let request = request(row)?;
    let names = Names {
        child: name("child_name")?,
        sender: name("sent_by_name")?,
        covered_sender: name("sent_on_behalf_of_name")?,
        assignee: match request.assignee {
            Assignee::Worker(_) => name("worker_name")?,
            Assignee::Inbox(_) => name("inbox_name")?,
        },
        from_inbox: name("from_inbox_name")?,
        answerer: name("answered_by_name")?,
        covered_answerer: name("answered_on_behalf_of_name")?,
        ..Names::default()
    };
    Ok(Some(Shown { request, names }))
}

/// The requests in such rows.
pub(super) fn all_shown(rows: &[PgRow]) -> Result<Vec<Shown>, sqlx::Error> {
    rows.iter().filter_map(|row| shown(row).transpose()).collect()
}

impl Row {
    fn into_request(self) -> Result<Request, BoxError> {
        let assignee = self.assignee()?;
        let state = self.state()?;
        let roles = self.answered_by_roles.iter().map(|role| Role::try_from(*role));
        let brief = Brief {
            covered_version: self.covered_version,
            authors: self.author_ids.into_iter().collect(),
            refusals: self.refusals.iter().map(|name| reason(name)).collect::<Result<_, _>>()?,
            voided: matches!(state, State::Voided { .. }),
        };
        Ok(Request {
            id: self.request_id,
            kind: self.kind,
            type_title: self.type_title,
            workstep_title: self.workstep_title,
            child_id: self.child_id,
            workstep_id: self.workstep_id,
            case_id: self.case_id,
            sent: Act { by: self.sent_by, on_behalf_of: self.sent_on_behalf_of, at: self.sent_at },
            assignee,
            from_inbox: self.from_inbox_id,
            must_be_sent: self.must_be_sent,
            blocks_finish: self.blocks_finish,
            decides: self.decides,
            answered_by: roles.collect::<Result<_, _>>()?,
            replaces: self.replaces_id,
            brief,
            heard_version: self.heard_version,
            state,
            stamp: Stamp { version: self.version, by: self.changed_by, at: self.changed_at },
        })
    }

    fn assignee(&self) -> Result<Assignee, BoxError> {
        match (self.worker_id, self.inbox_id) {
            (Some(worker), None) => Ok(Assignee::Worker(worker)),
            (None, Some(inbox)) => Ok(Assignee::Inbox(inbox)),
            _ => Err("a request does not stand in exactly one list".into()),
        }
    }

    fn state(&self) -> Result<State, BoxError> {
        match (self.state.as_str(), self.answered(), self.ended_at) {
            ("SENT", None, None) => Ok(State::Sent),
            ("COMPLETED", Some(answered), None) => Ok(State::Completed(self.completion(answered)?)),
            ("RETURNED", Some((act, comment)), None) => Ok(State::Returned { act, comment }),
            ("WITHDRAWN", Some((act, _)), None) => Ok(State::Withdrawn { act }),
            ("WITHDRAWN", None, Some(at)) => Ok(State::Lapsed { at }),
            ("VOIDED", answered, Some(at)) => {
                let completed = answered.map(|answered| self.completion(answered)).transpose()?;
                Ok(State::Voided { at, completed })
            }
            (state, ..) => Err(format!("a request in state {state} lacks its facts").into()),
        }
    }

    fn answered(&self) -> Option<(Act, String)> {
        let on_behalf_of = self.answered_on_behalf_of;
        let act = Act { by: self.answered_by?, on_behalf_of, at: self.answered_at? };
        Some((act, self.comment.clone()?))
    }

    fn completion(&self, (act, comment): (Act, String)) -> Result<Completion, BoxError> {
        let covered_version = self.completed_version.ok_or("a completion is about no text")?;
        Ok(Completion { act, covered_version, comment })
    }
}

fn reason(name: &str) -> Result<Reason, BoxError> {
    Reason::from_str_name(name).ok_or_else(|| format!("{name} is no reason").into())
}
