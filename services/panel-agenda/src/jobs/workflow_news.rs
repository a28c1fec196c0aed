//! What workflow tells, as far as panels are concerned. What breaks the contract is named in one line, without any content.

use chrono::{DateTime, Utc};
use contracts::{
    events::v1::Event,
    workflow::v1::{CaseClosed, CaseOpened, WorkstepArrived, WorkstepCancelled, WorkstepFinished},
};
use eventlog::{ApplyError, payload};
use prost::Name;
use uuid::Uuid;

/// What an event of workflow is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A step came to somebody: its id and title.
    Arrived(Uuid, String),
    /// A step is finished.
    Finished(Finished),
    /// A step was cancelled.
    Cancelled(Uuid),
    /// A case was opened.
    Opened(Uuid),
    /// A case was closed, with that outcome.
    Closed(Uuid, String),
    /// Nothing that concerns panels.
    Other,
}

/// A step that is finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The step.
    pub workstep_id: Uuid,
    /// Its case.
    pub case_id: Uuid,
    /// Who finished it.
    pub by: Uuid,
    /// The keys of the next actions.
    pub next_actions: Vec<String>,
}

impl News {
    /// Reads an event.
    pub fn of(event: &Event) -> Result<Self, ApplyError> {
        let kind = event.r#type.as_str();
        if kind == WorkstepArrived::full_name() {
            let WorkstepArrived { workstep_id, title, .. } = payload(event)?;
            Ok(Self::Arrived(id(&workstep_id, "workstep_id is not a UUID")?, title))
        } else if kind == WorkstepFinished::full_name() {
            let WorkstepFinished { workstep_id, finished, next_actions, .. } = payload(event)?;
            let by =
                finished.and_then(|act| act.by).ok_or(ApplyError::Poison("finished.by is missing".into()))?;
            Ok(Self::Finished(Finished {
                workstep_id: id(&workstep_id, "workstep_id is not a UUID")?,
                case_id: id(&event.case_id, "case_id is not a UUID")?,
                by: id(&by.worker_id, "finished.by is not a UUID")?,
                next_actions,
            }))
        } else if kind == WorkstepCancelled::full_name() {
            let WorkstepCancelled { workstep_id, .. } = payload(event)?;
            Ok(Self::Cancelled(id(&workstep_id, "workstep_id is not a UUID")?))
        } else if kind == CaseOpened::full_name() {
            Ok(Self::Opened(id(&event.case_id, "case_id is not a UUID")?))
        } else if kind == CaseClosed::full_name() {
            let CaseClosed { outcome } = payload(event)?;
            Ok(Self::Closed(id(&event.case_id, "case_id is not a UUID")?, outcome))
        } else {
            Ok(Self::Other)
        }
    }
}

/// When it happened.
pub fn time_of(event: &Event) -> Result<DateTime<Utc>, ApplyError> {
    let missing = || ApplyError::Poison("time is missing".into());
    let time = event.time.ok_or_else(missing)?;
    let nanos = u32::try_from(time.nanos).map_err(|_| missing())?;
    DateTime::from_timestamp(time.seconds, nanos).ok_or_else(missing)
}

fn id(raw: &str, wrong: &'static str) -> Result<Uuid, ApplyError> {
    Uuid::try_parse(raw).map_err(|_| ApplyError::Poison(wrong.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::r#type::v1::{Act, WorkerRef};
    use prost_types::{Any, Timestamp};

    const STEP: &str = "00000000-0000-0000-0000-00000000000a";
    const CASE: &str = "00000000-0000-0000-0000-00000000000b";
    const WORKER: &str = "00000000-0000-0000-0000-00000000000c";

    fn event<M: Name>(payload: &M) -> Event {
        Event {
            r#type: M::full_name(),
            time: Some(Timestamp { seconds: 5, nanos: 0 }),
            child_id: "3549863".into(),
            case_id: CASE.into(),
            data: Some(Any { type_url: M::type_url(), value: payload.encode_to_vec() }),
            ..Event::default()
        }
    }

    fn finished() -> WorkstepFinished {
        let by = WorkerRef { worker_id: WORKER.into(), ..WorkerRef::default() };
        WorkstepFinished {
            workstep_id: STEP.into(),
            finished: Some(Act { by: Some(by), ..Act::default() }),
            next_actions: vec!["match_agreed".into()],
            ..WorkstepFinished::default()
        }
    }

    #[test]
    fn what_concerns_panels_is_read_and_all_else_passed_over() {
        let uuid = |text: &str| text.parse::<Uuid>().unwrap();
        let News::Finished(told) = News::of(&event(&finished())).unwrap() else { panic!("a finish") };
        assert_eq!((told.workstep_id, told.case_id, told.by), (uuid(STEP), uuid(CASE), uuid(WORKER)));
        assert_eq!(told.next_actions, ["match_agreed"]);
        let closed = CaseClosed { outcome: "CANCELLED".into() };
        assert_eq!(News::of(&event(&closed)).unwrap(), News::Closed(uuid(CASE), "CANCELLED".into()));
        assert_eq!(News::of(&event(&CaseOpened::default())).unwrap(), News::Opened(uuid(CASE)));
        let note = contracts::workflow::v1::CaseNoteAdded::default();
        assert_eq!(News::of(&event(&note)).unwrap(), News::Other);
        assert_eq!(time_of(&event(&note)).unwrap().timestamp(), 5);
    }

    #[test]
    fn what_breaks_the_contract_is_named() {
        let nobody = WorkstepFinished { finished: None, ..finished() };
        let nowhere = WorkstepFinished { workstep_id: "x".into(), ..finished() };
        for (event, said) in [
            (event(&nobody), "finished.by is missing"),
            (event(&nowhere), "workstep_id is not a UUID"),
            (Event { case_id: String::new(), ..event(&finished()) }, "case_id is not a UUID"),
            (Event { data: None, ..event(&finished()) }, "it has no payload"),
        ] {
            assert!(News::of(&event).unwrap_err().to_string().contains(said), "{said}");
        }
        assert!(time_of(&Event::default()).is_err());
    }
}
