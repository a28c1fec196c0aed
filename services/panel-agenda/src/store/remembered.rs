//! What is remembered of children from elsewhere than the extract, in the states that an agenda is drawn from.

use crate::domain::{
    agenda::{OpenAction, States},
    determination::Determination,
    rules::{Discussed, MatchedBy, Remembered},
};
use chrono::NaiveDate;
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgConnection, PgExecutor, Row as _};
use std::collections::HashMap;
use uuid::Uuid;

/// All that is remembered of a child.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What filters ask about.
    pub remembered: Remembered,
    /// What earlier panels wanted done and is not.
    pub open_actions: Vec<OpenAction>,
}

#[derive(FromRow)]
struct DeterminationRow {
    child_id: String,
    determined_on: NaiveDate,
    review_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
}

#[derive(FromRow)]
struct DiscussionRow {
    child_id: String,
    panel_date: NaiveDate,
    cohort: String,
}

#[derive(FromRow)]
struct ActionRow {
    panel_action_id: Uuid,
    child_id: String,
    what: String,
    owner_name: String,
    due_on: NaiveDate,
}

/// The columns that `states` reads.
pub(super) const STATES: &str = "
    select (select number from panels.remembered where kind = 'LEGAL_DETERMINATIONS') as legal_determinations,
           (select number from panels.remembered where kind = 'DISCUSSIONS') as discussions,
           (select number from panels.remembered where kind = 'OPEN_ACTIONS') as open_actions,
           (select number from panels.remembered where kind = 'FOSTERING_LIST') as fostering_list,
           (select number from panels.remembered where kind = 'AGREED_MATCHES') as agreed_matches,
           (select number from panels.remembered where kind = 'SERVICE_MANAGER_NAMES') as service_manager_names";

/// The present states.
pub async fn now(executor: impl PgExecutor<'_>) -> Result<States, sqlx::Error> {
    states(&sqlx::query(STATES).fetch_one(executor).await?)
}

/// The states in the columns of that name.
pub(super) fn states(row: &PgRow) -> Result<States, sqlx::Error> {
    Ok(States {
        legal_determinations: row.try_get("legal_determinations")?,
        discussions: row.try_get("discussions")?,
        open_actions: row.try_get("open_actions")?,
        fostering_list: row.try_get("fostering_list")?,
        agreed_matches: row.try_get("agreed_matches")?,
        service_manager_names: row.try_get("service_manager_names")?,
    })
}

/// What is remembered of these children in those states, as of that day; nothing is said of a child of whom there is nothing.
pub async fn of_children(
    connection: &mut PgConnection,
    states: States,
    child_ids: &[&str],
    as_of: NaiveDate,
) -> Result<HashMap<String, Known>, sqlx::Error> {
    let mut known: HashMap<String, Known> = HashMap::new();
    for determination in determinations(&mut *connection, states, child_ids).await? {
        if determination.stands_on(as_of) {
            known.entry(determination.child_id).or_default().remembered.determined = true;
        }
    }
    for DiscussionRow { child_id, panel_date, cohort } in
        discussions(&mut *connection, states, child_ids).await?
    {
        let discussed = &mut known.entry(child_id).or_default().remembered.discussed;
        discussed.push(Discussed { on: panel_date, cohort });
    }
    for child_id in matched(&mut *connection, states, child_ids).await? {
        known.entry(child_id).or_default().remembered.matched = Some(MatchedBy::FosteringList);
    }
    for child_id in agreed(&mut *connection, states, child_ids).await? {
        known.entry(child_id).or_default().remembered.matched.get_or_insert(MatchedBy::AgreedMatch);
    }
    for row in open_actions(connection, states, child_ids).await? {
        let action = OpenAction {
            due: row.due_on,
            what: row.what,
            owner: row.owner_name,
            id: row.panel_action_id.to_string(),
        };
        known.entry(row.child_id).or_default().open_actions.push(action);
    }
    Ok(known)
}

async fn determinations(
    executor: impl PgExecutor<'_>,
    states: States,
    child_ids: &[&str],
) -> Result<Vec<Determination>, sqlx::Error> {
    if states.legal_determinations == 0 {
        return Ok(Vec::new());
    }
    let rows: Vec<DeterminationRow> = sqlx::query_as(
        "select child_id, determined_on, review_on, case when ended_state <= $2 then ended_on end as ended_on
           from panels.legal_determination
          where child_id = any ($1) and recorded_state <= $2",
    )
    .bind(child_ids)
    .bind(states.legal_determinations)
    .fetch_all(executor)
    .await?;
    let determination = |row: DeterminationRow| Determination {
        child_id: row.child_id,
        determined_on: row.determined_on,
        review_on: row.review_on,
        ended_on: row.ended_on,
    };
    Ok(rows.into_iter().map(determination).collect())
}

async fn matched(
    executor: impl PgExecutor<'_>,
    states: States,
    child_ids: &[&str],
) -> Result<Vec<String>, sqlx::Error> {
    if states.fostering_list == 0 {
        return Ok(Vec::new());
    }
    sqlx::query_scalar(
        "select child_id from panels.long_term_match
          where child_id = any ($1) and since_state <= $2 and (until_state is null or until_state > $2)",
    )
    .bind(child_ids)
    .bind(states.fostering_list)
    .fetch_all(executor)
    .await
}

async fn agreed(
    executor: impl PgExecutor<'_>,
    states: States,
    child_ids: &[&str],
) -> Result<Vec<String>, sqlx::Error> {
    if states.agreed_matches == 0 {
        return Ok(Vec::new());
    }
    sqlx::query_scalar(
        "select distinct child_id from panels.agreed_match
          where child_id = any ($1) and since_state <= $2 and (until_state is null or until_state > $2)",
    )
    .bind(child_ids)
    .bind(states.agreed_matches)
    .fetch_all(executor)
    .await
}

async fn discussions(
    executor: impl PgExecutor<'_>,
    states: States,
    child_ids: &[&str],
) -> Result<Vec<DiscussionRow>, sqlx::Error> {
    if states.discussions == 0 {
        return Ok(Vec::new());
    }
    sqlx::query_as(
        "select child_id, panel_date, cohort from panels.discussion
          where child_id = any ($1) and recorded_state <= $2",
    )
    .bind(child_ids)
    .bind(states.discussions)
    .fetch_all(executor)
    .await
}

async fn open_actions(
    executor: impl PgExecutor<'_>,
    states: States,
    child_ids: &[&str],
) -> Result<Vec<ActionRow>, sqlx::Error> {
    if states.open_actions == 0 {
        return Ok(Vec::new());
    }
    sqlx::query_as(
        "select panel_action_id, child_id, what, owner_name, due_on from panels.panel_action
          where child_id = any ($1) and recorded_state <= $2 and (ended_state is null or ended_state > $2)",
    )
    .bind(child_ids)
    .bind(states.open_actions)
    .fetch_all(executor)
    .await
}
