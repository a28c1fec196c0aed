use super::{
    import::kind,
    people::{act, signed},
};
use crate::domain::{
    agenda::{Drawn, FilterSaid, Inputs, Listed, OpenAction, States, ToldAction, ToldNotListed, ToldTested},
    blind_spots::{BlindSpot, Overlooked},
    compare::Moved,
    explain::Explanation,
    extract::IssueKind,
    item::Shown,
    rules::Tested,
};
use crate::ops::Differed;
use chrono::NaiveDate;
use contracts::panels::v1 as wire;
use fault::Fault;
use uuid::Uuid;

/// That its inputs cannot be read is a defect.
impl TryFrom<&Drawn> for wire::Agenda {
    type Error = Fault;

    fn try_from(drawn: &Drawn) -> Result<Self, Fault> {
        let kept = !drawn.id.is_nil();
        let (by, name, at) = &drawn.by;
        Ok(Self {
            agenda_id: if kept { drawn.id.to_string() } else { String::new() },
            panel_date: drawn.panel.to_string(),
            cohort: drawn.cohort.clone(),
            cohort_title: drawn.cohort_title.clone(),
            inputs: Some(inputs(drawn.extract_import_id, drawn.read_inputs()?)),
            sha256: drawn.sha256.clone(),
            stale: drawn.stale,
            late: drawn.late,
            listed_count: drawn.listed,
            not_listed_count: drawn.not_listed,
            filters: drawn.filters.iter().map(Into::into).collect(),
            drawn: kept.then(|| act(*by, name, *at)),
            issue_number: drawn.issue.as_ref().map_or(0, |issue| issue.number),
            issued: drawn.issue.as_ref().map(|issue| signed(&issue.by)),
        })
    }
}

fn inputs(extract_import_id: Uuid, inputs: Inputs) -> wire::AgendaInputs {
    let Inputs {
        extract,
        as_of,
        draw_on,
        panel: _,
        cohort: _,
        rules,
        rules_sha256,
        code_set,
        codes_sha256,
        states,
        read_by,
        form,
    } = inputs;
    let States {
        legal_determinations,
        fostering_list,
        agreed_matches,
        discussions,
        open_actions,
        service_manager_names,
    } = states;
    wire::AgendaInputs {
        extract_import_id: extract_import_id.to_string(),
        extract_sha256: extract,
        as_of: as_of.to_string(),
        draw_on: draw_on.to_string(),
        rules,
        rules_sha256,
        code_set,
        codes_sha256,
        legal_determinations,
        discussions,
        open_actions,
        fostering_list,
        agreed_matches,
        service_manager_names,
        layout_sha256: read_by.layout_sha256,
        read_by_codes_sha256: read_by.codes_sha256,
        serial_dates: match read_by.serial_dates {
            Some(1900) => wire::SerialDates::From1900.into(),
            Some(_) => wire::SerialDates::From1904.into(),
            None => wire::SerialDates::Unspecified.into(),
        },
        form: form.cast_signed(),
    }
}

impl From<&Differed> for wire::AgendaDifference {
    fn from(Differed { issued, counted }: &Differed) -> Self {
        let moves = |moved: &[Moved]| moved.iter().map(Into::into).collect();
        let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        Self {
            agenda_id: issued.agenda_id.to_string(),
            panel_date: issued.panel_date.to_string(),
            added: moves(&counted.added),
            dropped: moves(&counted.dropped),
            added_count: count(counted.added_count),
            dropped_count: count(counted.dropped_count),
            stayed_count: count(counted.stayed),
        }
    }
}

impl From<&Moved> for wire::AgendaMove {
    fn from(Moved { child_id, off_by }: &Moved) -> Self {
        Self { child_id: child_id.clone(), off_by: off_by.clone().unwrap_or_default() }
    }
}

impl From<&FilterSaid> for wire::AgendaFilter {
    fn from(filter: &FilterSaid) -> Self {
        let FilterSaid { key, label, source } = filter.clone();
        Self { key, label, source }
    }
}

/// A child who is listed, with the last removal or restoration.
impl From<Shown<'_>> for wire::AgendaItem {
    fn from(Shown { told: child, last }: Shown) -> Self {
        let flags = child.flags.iter().filter_map(|name| IssueKind::named(name));
        Self {
            child_id: child.child_id.clone(),
            surname: child.surname.clone(),
            first_name: child.first_name.clone(),
            date_of_birth: date(child.born),
            age: child.age.unwrap_or_default(),
            gender: child.gender.clone(),
            team: child.team.clone(),
            social_worker: child.social_worker.clone(),
            service_manager: child.service_manager.clone(),
            service_manager_id: child.service_manager_id.map(|id| id.to_string()).unwrap_or_default(),
            why: child.why.iter().map(Into::into).collect(),
            flags: flags.map(|it| kind(it).into()).collect(),
            removal: last.map(Into::into),
            etag: last.map_or(0, |last| last.number).to_string(),
            last_discussed_on: date(child.last_discussion.as_ref().map(|last| last.on)),
            last_discussed_in: child
                .last_discussion
                .as_ref()
                .map(|last| last.cohort.clone())
                .unwrap_or_default(),
            open_actions: child.open_actions.iter().map(Into::into).collect(),
        }
    }
}

impl From<&Listed> for wire::AgendaItem {
    fn from(child: &Listed) -> Self {
        let flags = child.flags.iter().filter_map(|name| IssueKind::named(name));
        Self {
            child_id: child.child_id.clone(),
            surname: child.surname.clone(),
            first_name: child.first_name.clone(),
            date_of_birth: date(child.born),
            age: child.age.unwrap_or_default(),
            gender: child.gender.clone(),
            team: child.team.clone(),
            social_worker: child.social_worker.clone(),
            service_manager: child.service_manager.clone(),
            service_manager_id: child.service_manager_id.map(|id| id.to_string()).unwrap_or_default(),
            why: child.why.iter().map(Into::into).collect(),
            flags: flags.map(|it| kind(it).into()).collect(),
            removal: None,
            etag: String::new(),
            last_discussed_on: date(child.last_discussion.as_ref().map(|last| last.on)),
            last_discussed_in: child
                .last_discussion
                .as_ref()
                .map(|last| last.cohort.clone())
                .unwrap_or_default(),
            open_actions: child.open_actions.iter().map(Into::into).collect(),
        }
    }
}

impl From<&ToldAction> for wire::CarriedAction {
    fn from(ToldAction { due, what, owner, id }: &ToldAction) -> Self {
        carried(id, what, owner, *due)
    }
}

impl From<&OpenAction> for wire::CarriedAction {
    fn from(OpenAction { due, what, owner, id }: &OpenAction) -> Self {
        carried(id, what, owner, *due)
    }
}

fn carried(id: &str, what: &str, owner: &str, due: NaiveDate) -> wire::CarriedAction {
    wire::CarriedAction {
        panel_action_id: id.to_owned(),
        what: what.to_owned(),
        owner: owner.to_owned(),
        due_on: due.to_string(),
    }
}

impl From<&ToldNotListed> for wire::UnlistedChild {
    fn from(child: &ToldNotListed) -> Self {
        let ToldNotListed { child_id, off, referred, open_actions } = child;
        Self {
            child_id: child_id.clone(),
            off: Some(off.into()),
            referred: *referred,
            open_actions: open_actions.iter().map(Into::into).collect(),
        }
    }
}

impl From<&ToldTested> for wire::TestedFilter {
    fn from(tested: &ToldTested) -> Self {
        let saw = tested.saw.iter();
        Self {
            key: tested.filter.clone(),
            saw: saw.map(|saw| seen(&saw.field, &saw.said)).collect(),
            by_successor: tested.by_successor,
        }
    }
}

impl From<&Tested> for wire::TestedFilter {
    fn from(tested: &Tested) -> Self {
        let saw = tested.saw.iter();
        Self {
            key: tested.filter.clone(),
            saw: saw.map(|saw| seen(saw.field, &saw.said)).collect(),
            by_successor: tested.by_successor,
        }
    }
}

impl From<Explanation> for wire::CohortExplanation {
    fn from(explanation: Explanation) -> Self {
        let Explanation { cohort, title, listed, sentences } = explanation;
        Self { cohort, cohort_title: title, listed, sentences }
    }
}

impl From<Overlooked> for wire::OverlookedChild {
    fn from(Overlooked { child, spots }: Overlooked) -> Self {
        Self {
            child_id: child.child_id,
            surname: child.surname,
            first_name: child.first_name,
            service_manager: child.service_manager,
            blind_spots: spots.into_iter().map(|spot| blind_spot(spot).into()).collect(),
        }
    }
}

fn blind_spot(spot: BlindSpot) -> wire::BlindSpot {
    match spot {
        BlindSpot::NoCohort => wire::BlindSpot::NoCohort,
        BlindSpot::LongTermPlanInShortTermFostering => wire::BlindSpot::LongTermPlanInShortTermFostering,
        BlindSpot::CodeOutOfYear => wire::BlindSpot::CodeOutOfYear,
        BlindSpot::ProceedingsNotVisible => wire::BlindSpot::ProceedingsNotVisible,
    }
}

fn seen(field: &str, value: &str) -> wire::SeenValue {
    wire::SeenValue { field: field.to_owned(), value: value.to_owned() }
}

fn date(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}
