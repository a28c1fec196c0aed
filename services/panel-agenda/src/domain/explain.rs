//! Why a child is on an agenda or not, in sentences.

use super::{
    codes::CodeSet,
    rules::{Cohort, Does, Filter, Rules, Subject},
};

/// What one cohort makes of a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The key of the cohort.
    pub cohort: String,
    /// As people know it.
    pub title: String,
    /// Whether the child is on its agenda.
    pub listed: bool,
    /// First whether, then each filter with what it saw and what came of it.
    pub sentences: Vec<String>,
}

impl Rules {
    /// All cohorts, for one child, in their order.
    pub fn explain(&self, subject: &Subject, codes: &CodeSet) -> Vec<Explanation> {
        self.cohorts.iter().map(|cohort| self.explain_cohort(cohort, subject, codes)).collect()
    }

    fn explain_cohort(&self, cohort: &Cohort, subject: &Subject, codes: &CodeSet) -> Explanation {
        let against = self.first_against(cohort, subject);
        let Cohort { number, title, .. } = cohort;
        let first = match against {
            None => format!("Cohort {number}, {title}: on the agenda."),
            Some(filter) => {
                format!(
                    "Cohort {number}, {title}: not on the agenda, because of “{}” ({}).",
                    filter.label, filter.source
                )
            }
        };
        let filters = self.filters_of(cohort).map(|filter| sentence(filter, subject, codes));
        Explanation {
            cohort: cohort.key.to_string(),
            title: title.clone(),
            listed: against.is_none(),
            sentences: std::iter::once(first).chain(filters).collect(),
        }
    }
}

/// As `Filter by Age and exclude children aged 17 (B:34): age is 16; stays.`
fn sentence(filter: &Filter, subject: &Subject, codes: &CodeSet) -> String {
    let tested = filter.tested(subject, codes);
    let title = |key: &str| super::rules::Field::ALL.into_iter().find(|field| field.key() == key);
    let saw: Vec<String> = tested
        .saw
        .iter()
        .map(|saw| format!("{}: {}", title(saw.field).map_or(saw.field, |field| field.title()), saw.said))
        .collect();
    let outcome = match (filter.takes_off(subject), filter.does) {
        (false, _) => "stays",
        (true, Does::Keep) => "not among them",
        (true, Does::Exclude) => "taken off",
    };
    let successor =
        if tested.by_successor { ", by a code that stands for one that it succeeded" } else { "" };
    format!("{} ({}): {}; {outcome}{successor}.", filter.label, filter.source, saw.join(", "))
}
