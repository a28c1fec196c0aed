//! Which way a case has taken, for a picture of it.

use super::{opening::Seen, process::VersionId, rows::progress};
use crate::domain::{
    case::Progress,
    picture::{Passed, Way},
};
use identity::Access;
use serde::Deserialize;
use sqlx::{FromRow, PgExecutor, types::Json};
use uuid::Uuid;

/// Of what a picture is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A process, in its newest version where that is 0.
    Process(VersionId),
    /// A case, by the version of its process that it began with.
    Case(Uuid),
}

/// What a picture is drawn from.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    /// Whose case it is; empty where none is drawn.
    pub child_id: String,
    /// The version.
    pub version: VersionId,
    /// The case's way.
    pub way: Option<Way>,
}

#[derive(FromRow)]
struct Row {
    access: Option<Access>,
    child_id: Option<String>,
    process_id: Option<String>,
    process_version: Option<i32>,
    version: Option<i32>,
    steps: Json<Vec<StepRow>>,
}

#[derive(Deserialize)]
struct StepRow {
    kind: String,
    #[serde(deserialize_with = "progress")]
    state: Progress,
    followed_by: Vec<String>,
}

/// What the picture of that is drawn from; none where there is no such process or case.
pub(crate) async fn find(
    executor: impl PgExecutor<'_>,
    subject: &str,
    of: &Subject,
) -> Result<Seen<Option<Drawn>>, sqlx::Error> {
    let (process, case_id) = match of {
        Subject::Process(version) => (Some(version), None),
        Subject::Case(case_id) => (None, Some(case_id)),
    };
    let row: Row = sqlx::query_as(include_str!("way.sql"))
        .bind(subject)
        .bind(process.map(|process| &process.process_id))
        .bind(process.map(|process| process.version))
        .bind(case_id)
        .fetch_one(executor)
        .await?;
    let found = match process {
        Some(process) => row.version.map(|version| Drawn {
            child_id: String::new(),
            version: VersionId { process_id: process.process_id.clone(), version },
            way: None,
        }),
        None => row.of_case(),
    };
    Ok(Seen { access: row.access, found })
}

impl Row {
    fn of_case(&self) -> Option<Drawn> {
        let passed = self.steps.0.iter().map(|step| Passed {
            kind: step.kind.clone(),
            progress: step.state,
            followed_by: step.followed_by.clone(),
        });
        Some(Drawn {
            child_id: self.child_id.clone()?,
            version: VersionId { process_id: self.process_id.clone()?, version: self.process_version? },
            way: Some(Way(passed.collect())),
        })
    }
}
