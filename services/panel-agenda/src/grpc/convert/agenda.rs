use super::{
    import::kind,
    people::{act, signed},
};
use crate::domain::{
    agenda::{Drawn, FilterSaid, Listed, OpenAction, ToldAction, ToldNotListed, ToldTested},
    blind_spots::{BlindSpot, Overlooked},
    explain::Explanation,
    extract::IssueKind,
    item::Shown,
    rules::Tested,
};
use chrono::NaiveDate;
use contracts::panels::v1 as wire;
use serde::Deserialize;

/// What of the kept inputs is shown.
#[derive(Default, Deserialize)]
struct Said {
    extract: String,
    rules: String,
    rules_sha256: String,
    code_set: String,
    codes_sha256: String,
    states: SaidStates,
}

#[derive(Default, Deserialize)]
struct SaidStates {
    legal_determinations: i64,
    discussions: i64,
    open_actions: i64,
    fostering_list: i64,
}

impl From<&Drawn> for wire::Agenda {
    fn from(drawn: &Drawn) -> Self {
        let kept = !drawn.id.is_nil();
        let (by, name, at) = &drawn.by;
        Self {
            agenda_id: if kept { drawn.id.to_string() } else { String::new() },
            panel_date: drawn.panel.to_string(),
            cohort: drawn.cohort.clone(),
            cohort_title: drawn.cohort_title.clone(),
            inputs: Some(inputs(drawn)),
            sha256: drawn.sha256.clone(),
            stale: drawn.stale,
            late: drawn.late,
            listed_count: drawn.listed,
            not_listed_count: drawn.not_listed,
            filters: drawn.filters.iter().map(Into::into).collect(),
            drawn: kept.then(|| act(*by, name, *at)),
            issue_number: drawn.issue.as_ref().map_or(0, |issue| issue.number),
            issued: drawn.issue.as_ref().map(|issue| signed(&issue.by)),
        }
    }
}

fn inputs(drawn: &Drawn) -> wire::AgendaInputs {
    // It was written by this program, as `Inputs`.
    let Said { extract, rules, rules_sha256, code_set, codes_sha256, states } =
        serde_json::from_str(&drawn.inputs).unwrap_or_default();
    wire::AgendaInputs {
        extract_import_id: drawn.extract_import_id.to_string(),
        extract_sha256: extract,
        as_of: drawn.as_of.to_string(),
        draw_on: drawn.draw_on.to_string(),
        rules,
        rules_sha256,
        code_set,
        codes_sha256,
        legal_determinations: states.legal_determinations,
        discussions: states.discussions,
        open_actions: states.open_actions,
        fostering_list: states.fostering_list,
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
        let ToldNotListed { child_id, off, referred } = child;
        Self { child_id: child_id.clone(), off: Some(off.into()), referred: *referred }
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
    }
}

fn seen(field: &str, value: &str) -> wire::SeenValue {
    wire::SeenValue { field: field.to_owned(), value: value.to_owned() }
}

fn date(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}
