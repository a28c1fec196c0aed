//! Recording that a ratified placement has changed.

use crate::domain::{
    change::{Change, Decided, RatificationEnd},
    fact::{Fact, TimelineEntry, TimelineKind, Told},
    found::FoundToRatify,
    moment::Moment,
    people::{Act, Actor, Right},
    ratification::{Ended, Ratification},
    refused::Refused,
};
use chrono::NaiveDate;
use contracts::{directory::v1::AllocationRole, r#type::v1::Role};
use fault::{Fields, Reason, Refusal};
use uuid::Uuid;

/// What is said of a ratified placement.
#[derive(Clone, Debug, PartialEq)]
pub struct EndToRecord {
    /// The ratification that was read.
    pub ratification: Uuid,
    /// When the placement changed; not in the future, and not before it was ratified.
    pub ended_on: NaiveDate,
}

/// Ends the ratification that stands: a changed placement is no longer the one that the IRO ratified (A12).
pub fn end_ratification(
    found: FoundToRatify,
    asked: EndToRecord,
    moment: Moment,
) -> Result<Decided<Ratification>, Refused> {
    let right = must_know_first(&found.actor)?;
    let standing = must_stand(found.standing, asked.ratification)?;
    Refused::unless_right(wrong_with(&standing, asked.ended_on, moment.today()))?;
    let ended = Ended { act: found.actor.act_in(right, moment.at), on: asked.ended_on };
    let mut change = Change { on_behalf_of: ended.act.on_behalf_of, ..Change::default() };
    change.end(&standing, ended, None, found.open_case);
    Ok(Decided { change, answer: Ratification { ended: Some(ended), ..standing } })
}

fn must_know_first(actor: &Actor) -> Result<Right, Refusal> {
    let knows = [
        (Role::IndependentReviewingOfficer, AllocationRole::IndependentReviewingOfficer),
        (Role::SocialWorker, AllocationRole::SocialWorker),
    ];
    if let Some(right) = knows.into_iter().find_map(|(role, relation)| actor.right_as(role, relation)) {
        return Ok(right);
    }
    let message = "that a placement has changed is recorded by the child's own IRO or social worker";
    Err(Refusal::new(Reason::NotPermitted, message))
}

/// Whoever read another one has not seen what stands.
fn must_stand(standing: Option<Ratification>, read: Uuid) -> Result<Ratification, Refusal> {
    match standing {
        Some(standing) if standing.id == read => Ok(standing),
        other => {
            let message = "that ratification stands no longer: it was ended, or another took its place";
            let stands = other.map_or_else(String::new, |other| other.id.to_string());
            Err(Refusal::new(Reason::RatificationNotStanding, message).with("ratification_id", stands))
        }
    }
}

fn wrong_with(standing: &Ratification, ended_on: NaiveDate, today: NaiveDate) -> Fields {
    let mut wrong = Fields::default();
    wrong.require("ended_on", ended_on <= today, "lies in the future");
    let since = standing.ratified_on;
    wrong.require("ended_on", ended_on >= since, format_args!("lies before the ratification, {since}"));
    wrong
}

impl Change {
    /// One that stood ends; `replaced_by` is what took its place.
    pub(super) fn end(
        &mut self,
        standing: &Ratification,
        ended: Ended,
        replaced_by: Option<Uuid>,
        open_case: Option<Uuid>,
    ) {
        let kind = TimelineKind::RatificationEnded;
        self.ends = Some(RatificationEnd { id: standing.id, ended });
        self.timeline.extend(open_case.map(|case| told_in(case, kind, standing, ended.act, ended.on)));
        let fact = Fact::RatificationEnded { ratification: standing.id, ended_on: ended.on, replaced_by };
        self.told.push(Told { subject_version: 2, fact });
    }
}

/// How a case's timeline tells of a ratification.
pub(super) fn told_in(
    case: Uuid,
    kind: TimelineKind,
    ratification: &Ratification,
    act: Act,
    date: NaiveDate,
) -> TimelineEntry {
    let comment = Some(ratification.placement.clone());
    TimelineEntry { comment, date: Some(date), ..TimelineEntry::of_case(kind, case, act) }
}
