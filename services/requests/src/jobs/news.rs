//! What workflow tells of a request, read into the domain. What breaks the contract is named in one line, without any
//! content.

use crate::domain::brief::Brief;
use crate::domain::request::{Act, Assignee, Heard, Request, State};
use crate::domain::stamp::Stamp;
use chrono::{DateTime, Utc};
use contracts::events::v1::Event;
use contracts::r#type::v1 as people;
use contracts::r#type::v1::assignee::Holder;
use contracts::workflow::v1::{RequestBrief, RequestBriefed, RequestLapsed, RequestSent};
use eventlog::ApplyError;
use fault::{Class, Reason, class_of};
use prost::Name;
use uuid::Uuid;

/// An event that does not keep what its contract promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(&'static str);

impl From<Malformed> for ApplyError {
    fn from(Malformed(wrong): Malformed) -> Self {
        ApplyError::Poison(wrong.into())
    }
}

/// What an event of workflow is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A request was sent.
    Sent(Box<Request>),
    /// Its text changed, or what stands against an answer.
    Briefed(Uuid, Brief, Heard),
    /// Its step ended.
    Lapsed(Uuid, Heard),
    /// Nothing that concerns requests.
    Other,
}

impl News {
    /// Reads an event. What is not about requests, and what a newer workflow tells besides, is [`News::Other`].
    pub fn of(event: &Event) -> Result<Self, Malformed> {
        let heard = Heard {
            version: event.subject_version,
            by: optional_id(&event.actor_id, "actor_id is not a UUID")?,
            at: instant(event.time, "time is missing")?,
        };
        if event.r#type == RequestSent::full_name() {
            let request = sent(payload(event)?, event, heard)?;
            Ok(News::Sent(Box::new(request)))
        } else if event.r#type == RequestBriefed::full_name() {
            let RequestBriefed { request_id, brief: told } = payload(event)?;
            Ok(News::Briefed(id(&request_id, "request_id is not a UUID")?, brief(told)?, heard))
        } else if event.r#type == RequestLapsed::full_name() {
            let RequestLapsed { request_id } = payload(event)?;
            Ok(News::Lapsed(id(&request_id, "request_id is not a UUID")?, heard))
        } else {
            Ok(News::Other)
        }
    }
}

fn sent(told: RequestSent, event: &Event, heard: Heard) -> Result<Request, Malformed> {
    let RequestSent {
        request_id,
        r#type,
        title,
        workstep_id,
        workstep_title,
        sent,
        recipient,
        answered_by,
        must_be_sent,
        blocks_finish,
        replaces_id,
        brief: told_brief,
        decides,
    } = told;
    if event.child_id.is_empty() {
        return Err(Malformed("child_id is missing"));
    }
    let brief = brief(told_brief)?;
    let state = if brief.voided { State::Voided { at: heard.at, completed: None } } else { State::Sent };
    Ok(Request {
        id: id(&request_id, "request_id is not a UUID")?,
        kind: r#type,
        type_title: title,
        workstep_title,
        child_id: event.child_id.clone(),
        workstep_id: id(&workstep_id, "workstep_id is not a UUID")?,
        case_id: id(&event.case_id, "case_id is not a UUID")?,
        sent: act(sent)?,
        assignee: assignee(recipient)?,
        from_inbox: None,
        must_be_sent,
        blocks_finish,
        decides,
        answered_by: answered_by.into_iter().map(role).collect::<Result<_, _>>()?,
        replaces: optional_id(&replaces_id, "replaces_id is not a UUID")?,
        brief,
        heard_version: heard.version,
        state,
        stamp: Stamp::first(heard.by, heard.at),
    })
}

fn payload<M: Name + Default>(event: &Event) -> Result<M, Malformed> {
    let data = event.data.as_ref().ok_or(Malformed("data is missing"))?;
    M::decode(data.value.as_slice()).map_err(|_| Malformed("data is not what type says"))
}

fn brief(told: Option<RequestBrief>) -> Result<Brief, Malformed> {
    let RequestBrief { covered_version, author_ids, refusals, voided } =
        told.ok_or(Malformed("brief is missing"))?;
    if covered_version < 0 {
        return Err(Malformed("covered_version is negative"));
    }
    let authors = author_ids.iter().map(|author| id(author, "an author_id is not a UUID"));
    let refusals = refusals.iter().map(|name| reason(name));
    Ok(Brief {
        covered_version,
        authors: authors.collect::<Result<_, _>>()?,
        refusals: refusals.collect::<Result<_, _>>()?,
        voided,
    })
}

/// Whatever stands against an answer is about the state of things: nothing else could be said at once with it.
fn reason(name: &str) -> Result<Reason, Malformed> {
    Reason::from_str_name(&format!("REASON_{name}"))
        .filter(|reason| class_of(*reason) == Class::FailedPrecondition)
        .ok_or(Malformed("a refusal is no failed precondition"))
}

fn role(number: i32) -> Result<people::Role, Malformed> {
    match people::Role::try_from(number) {
        Ok(role) if role != people::Role::Unspecified => Ok(role),
        _ => Err(Malformed("answered_by holds no role")),
    }
}

fn act(told: Option<people::Act>) -> Result<Act, Malformed> {
    let people::Act { by, on_behalf_of, time } = told.ok_or(Malformed("sent is missing"))?;
    let by = by.ok_or(Malformed("sent.by is missing"))?;
    let covered = on_behalf_of.map(|covered| id(&covered.worker_id, "sent.on_behalf_of is not a UUID"));
    Ok(Act {
        by: id(&by.worker_id, "sent.by is not a UUID")?,
        on_behalf_of: covered.transpose()?,
        at: instant(time, "sent.time is missing")?,
    })
}

fn assignee(told: Option<people::Assignee>) -> Result<Assignee, Malformed> {
    match told.and_then(|assignee| assignee.holder) {
        Some(Holder::Worker(worker)) => {
            Ok(Assignee::Worker(id(&worker.worker_id, "recipient is not a UUID")?))
        }
        Some(Holder::Inbox(inbox)) => Ok(Assignee::Inbox(id(&inbox.inbox_id, "recipient is not a UUID")?)),
        None => Err(Malformed("recipient is missing")),
    }
}

fn instant(told: Option<prost_types::Timestamp>, wrong: &'static str) -> Result<DateTime<Utc>, Malformed> {
    let told = told.ok_or(Malformed(wrong))?;
    let nanos = u32::try_from(told.nanos).map_err(|_| Malformed(wrong))?;
    DateTime::from_timestamp(told.seconds, nanos).ok_or(Malformed(wrong))
}

fn id(raw: &str, wrong: &'static str) -> Result<Uuid, Malformed> {
    Uuid::try_parse(raw).map_err(|_| Malformed(wrong))
}

fn optional_id(raw: &str, wrong: &'static str) -> Result<Option<Uuid>, Malformed> {
    (!raw.is_empty()).then(|| id(raw, wrong)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost_types::{Any, Timestamp};

    const REQUEST: &str = "00000000-0000-0000-0000-00000000000a";
    const WORKER: &str = "00000000-0000-0000-0000-00000000000b";

    fn told_brief() -> RequestBrief {
        RequestBrief {
            covered_version: 7,
            author_ids: vec![WORKER.into()],
            refusals: vec!["ADM_SECTION_INCOMPLETE".into()],
            voided: false,
        }
    }

    fn told_sent() -> RequestSent {
        let worker = people::WorkerRef { worker_id: WORKER.into(), ..Default::default() };
        RequestSent {
            request_id: REQUEST.into(),
            r#type: "refer_to_adm".into(),
            title: "CS Refer Panel Recommendation to Agency Decision Maker".into(),
            workstep_id: REQUEST.into(),
            workstep_title: "SC Agency Decision Maker Permanence Decision".into(),
            sent: Some(people::Act {
                by: Some(worker.clone()),
                on_behalf_of: None,
                time: Some(Timestamp { seconds: 5, nanos: 0 }),
            }),
            recipient: Some(people::Assignee { holder: Some(Holder::Worker(worker)) }),
            answered_by: vec![people::Role::AgencyDecisionMaker.into()],
            must_be_sent: true,
            blocks_finish: true,
            replaces_id: String::new(),
            brief: Some(told_brief()),
            decides: true,
        }
    }

    fn event<M: Name>(payload: &M) -> Event {
        Event {
            r#type: M::full_name(),
            subject_version: 3,
            time: Some(Timestamp { seconds: 6, nanos: 0 }),
            child_id: "3549863".into(),
            case_id: REQUEST.into(),
            data: Some(Any { type_url: M::type_url(), value: payload.encode_to_vec() }),
            ..Default::default()
        }
    }

    fn wrong(payload: &impl Name) -> &'static str {
        News::of(&event(payload)).unwrap_err().0
    }

    #[test]
    fn a_sent_request_is_read_whole() {
        let News::Sent(request) = News::of(&event(&told_sent())).unwrap() else {
            panic!("a request was sent")
        };
        assert_eq!(
            request.title(),
            "CS Refer Panel Recommendation to Agency Decision Maker:SC Agency Decision Maker Permanence Decision"
        );
        assert_eq!(request.assignee, Assignee::Worker(WORKER.parse().unwrap()));
        assert_eq!(request.answered_by, [people::Role::AgencyDecisionMaker]);
        assert_eq!(request.brief.refusals, [Reason::AdmSectionIncomplete]);
        assert_eq!(
            (request.child_id.as_str(), request.heard_version, request.stamp.version),
            ("3549863", 3, 1)
        );
        assert_eq!(request.state, State::Sent);
    }

    #[test]
    fn briefs_and_lapses_are_read_and_everything_else_is_passed_over() {
        let briefed = RequestBriefed { request_id: REQUEST.into(), brief: Some(told_brief()) };
        assert!(
            matches!(News::of(&event(&briefed)).unwrap(), News::Briefed(_, brief, _) if brief.covered_version == 7)
        );
        let lapsed = RequestLapsed { request_id: REQUEST.into() };
        assert!(matches!(News::of(&event(&lapsed)).unwrap(), News::Lapsed(_, heard) if heard.version == 3));
        let closed = contracts::workflow::v1::CaseClosed::default();
        assert_eq!(News::of(&event(&closed)).unwrap(), News::Other);
    }

    #[test]
    fn what_breaks_the_contract_is_named() {
        assert_eq!(wrong(&RequestSent { recipient: None, ..told_sent() }), "recipient is missing");
        assert_eq!(wrong(&RequestSent { brief: None, ..told_sent() }), "brief is missing");
        assert_eq!(wrong(&RequestSent { sent: None, ..told_sent() }), "sent is missing");
        assert_eq!(wrong(&RequestSent { answered_by: vec![99], ..told_sent() }), "answered_by holds no role");
        let with = |brief| RequestBriefed { request_id: REQUEST.into(), brief: Some(brief) };
        let backwards = RequestBrief { covered_version: -1, ..told_brief() };
        assert_eq!(wrong(&with(backwards)), "covered_version is negative");
        for name in ["NO_SUCH_REASON", "OWN_REPORT", ""] {
            let refusing = RequestBrief { refusals: vec![name.into()], ..told_brief() };
            assert_eq!(wrong(&with(refusing)), "a refusal is no failed precondition");
        }
        assert_eq!(wrong(&RequestLapsed { request_id: "x".into() }), "request_id is not a UUID");
        let empty = Event { data: None, ..event(&told_sent()) };
        assert_eq!(News::of(&empty).unwrap_err().0, "data is missing");
        let nobodys = Event { child_id: String::new(), ..event(&told_sent()) };
        assert_eq!(News::of(&nobodys).unwrap_err().0, "child_id is missing");
    }
}
