//! What can change of a request, as the first seventeen parameters of the statements that write it.

use crate::domain::request::{Assignee, Request, State};
use chrono::{DateTime, Utc};
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;

/// Binds $1 to $17: the id, then everything that can change.
pub(super) fn bind<'q>(
    query: Query<'q, Postgres, PgArguments>,
    request: &'q Request,
) -> Query<'q, Postgres, PgArguments> {
    let (worker, inbox) = match request.assignee {
        Assignee::Worker(worker) => (Some(worker), None),
        Assignee::Inbox(inbox) => (None, Some(inbox)),
    };
    let (state, ended_at) = state_of(&request.state);
    let answered = request.answered();
    let authors: Vec<_> = request.brief.authors.iter().copied().collect();
    let refusals: Vec<_> = request.brief.refusals.iter().map(|reason| reason.as_str_name()).collect();
    query
        .bind(request.id)
        .bind(worker)
        .bind(inbox)
        .bind(request.brief.covered_version)
        .bind(authors)
        .bind(refusals)
        .bind(request.heard_version)
        .bind(state)
        .bind(answered.map(|(act, _)| act.by))
        .bind(answered.and_then(|(act, _)| act.on_behalf_of))
        .bind(answered.map(|(act, _)| act.at))
        .bind(request.completion().map(|completion| completion.covered_version))
        .bind(answered.map(|(_, comment)| comment))
        .bind(ended_at)
        .bind(request.stamp.version)
        .bind(request.stamp.by)
        .bind(request.stamp.at)
}

fn state_of(state: &State) -> (&'static str, Option<DateTime<Utc>>) {
    match state {
        State::Sent => ("SENT", None),
        State::Completed(_) => ("COMPLETED", None),
        State::Returned { .. } => ("RETURNED", None),
        State::Withdrawn { .. } => ("WITHDRAWN", None),
        State::Lapsed { at } => ("WITHDRAWN", Some(*at)),
        State::Voided { at, .. } => ("VOIDED", Some(*at)),
    }
}
