//! What is remembered of children from elsewhere than the extract, in the states that an agenda is drawn from.

use crate::domain::{agenda::States, determination::Determination, rules::Remembered};
use chrono::NaiveDate;
use sqlx::{FromRow, PgExecutor};
use std::collections::HashMap;

#[derive(FromRow)]
struct Row {
    child_id: String,
    determined_on: NaiveDate,
    review_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
}

/// The present states.
pub async fn states(executor: impl PgExecutor<'_>) -> Result<States, sqlx::Error> {
    let number = "select number from panels.remembered where kind = 'LEGAL_DETERMINATIONS'";
    let legal_determinations = sqlx::query_scalar(number).fetch_one(executor).await?;
    Ok(States { legal_determinations, ..States::default() })
}

/// What is remembered of these children in those states, as of that day; nothing is said of a child of whom there is nothing.
pub async fn of_children(
    executor: impl PgExecutor<'_>,
    states: States,
    child_ids: &[&str],
    as_of: NaiveDate,
) -> Result<HashMap<String, Remembered>, sqlx::Error> {
    if states.legal_determinations == 0 {
        return Ok(HashMap::new());
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select child_id, determined_on, review_on, case when ended_state <= $2 then ended_on end as ended_on
           from panels.legal_determination
          where child_id = any ($1) and recorded_state <= $2",
    )
    .bind(child_ids)
    .bind(states.legal_determinations)
    .fetch_all(executor)
    .await?;
    let mut remembered: HashMap<String, Remembered> = HashMap::new();
    for Row { child_id, determined_on, review_on, ended_on } in rows {
        let determination = Determination { child_id, determined_on, review_on, ended_on };
        if determination.stands_on(as_of) {
            remembered.entry(determination.child_id).or_default().determined = true;
        }
    }
    Ok(remembered)
}
