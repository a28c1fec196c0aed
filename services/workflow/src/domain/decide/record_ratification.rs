//! Recording that a child's IRO ratified the present placement.

use super::end_ratification::told_in;
use crate::domain::{
    change::{Change, Decided},
    fact::{Fact, TimelineKind, Told},
    found::FoundToRatify,
    moment::Moment,
    people::{Actor, Right},
    ratification::{Ended, Ratification, is_under_sixteen},
    refused::Refused,
};
use chrono::NaiveDate;
use contracts::{directory::v1::AllocationRole, r#type::v1::Role};
use fault::{Fields, Reason, Refusal};

/// What the IRO says.
#[derive(Clone, Debug, PartialEq)]
pub struct RatificationToRecord {
    /// Which placement, in the council's words; 1 to 500 characters.
    pub placement: String,
    /// When it was ratified; not in the future, and not before the child was born.
    pub ratified_on: NaiveDate,
}

/// Records a ratification; the one before ends (A12).
pub fn record_ratification(
    found: FoundToRatify,
    asked: RatificationToRecord,
    moment: Moment,
) -> Result<Decided<Ratification>, Refused> {
    Refused::unless_right(wrong_with(&asked, moment.today()))?;
    let recorded = found.actor.act_in(must_be_the_childs_iro(&found.actor)?, moment.at);
    Refused::unless_right(not_before_birth(&found, &asked))?;
    let ratification = Ratification {
        id: moment.new_id(),
        child_id: found.child.id,
        placement: asked.placement,
        ratified_on: asked.ratified_on,
        recorded,
        under_sixteen: is_under_sixteen(found.child.date_of_birth, asked.ratified_on),
        ended: None,
    };
    let mut change = Change { on_behalf_of: recorded.on_behalf_of, ..Change::default() };
    if let Some(standing) = &found.standing {
        let ended = Ended { act: recorded, on: ratification.ratified_on.max(standing.ratified_on) };
        change.end(standing, ended, Some(ratification.id), found.open_case);
    }
    let (kind, on) = (TimelineKind::RatificationRecorded, ratification.ratified_on);
    change.timeline.extend(found.open_case.map(|case| told_in(case, kind, &ratification, recorded, on)));
    let fact = Fact::PlacementRatified { ratification: ratification.id, ratified_on: on };
    change.told.push(Told { subject_version: 1, fact });
    change.ratified = Some(ratification.clone());
    Ok(Decided { change, answer: ratification })
}

fn wrong_with(asked: &RatificationToRecord, today: NaiveDate) -> Fields {
    let mut wrong = Fields::default();
    wrong.text("placement", &asked.placement, 1, 500);
    wrong.require("ratified_on", asked.ratified_on <= today, "lies in the future");
    wrong
}

/// Asked after who may ratify: it tells of the child's birth.
fn not_before_birth(found: &FoundToRatify, asked: &RatificationToRecord) -> Fields {
    let mut wrong = Fields::default();
    let lived = found.child.date_of_birth.is_none_or(|born| born <= asked.ratified_on);
    wrong.require("ratified_on", lived, "lies before the child's birth");
    wrong
}

fn must_be_the_childs_iro(actor: &Actor) -> Result<Right, Refusal> {
    let iro = (Role::IndependentReviewingOfficer, AllocationRole::IndependentReviewingOfficer);
    let refusal = || Refusal::new(Reason::NotPermitted, "a placement is ratified by the child's own IRO");
    actor.right_as(iro.0, iro.1).ok_or_else(refusal)
}
