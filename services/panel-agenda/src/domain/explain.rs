//! Why a child is on an agenda or not, in sentences.

use super::{
    codes::CodeSet,
    rules::{Cohort, Filter, Rules, Subject},
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
    /// First whether and why, then each filter with what it saw and what came of it.
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
            None => format!("Cohort {number} ({title}) lists the child."),
            Some(filter) => {
                format!(
                    "Cohort {number} ({title}) does not list the child: {}",
                    because(filter, subject, codes)
                )
            }
        };
        let filters = self.filters_of(cohort).map(|filter| {
            let outcome = if filter.takes_off(subject) { "Taken off" } else { "Stays" };
            format!("{outcome}: {}", because(filter, subject, codes))
        });
        Explanation {
            cohort: cohort.key.to_string(),
            title: title.clone(),
            listed: against.is_none(),
            sentences: std::iter::once(first).chain(filters).collect(),
        }
    }
}

/// As `the child is 16 years old, and this cohort is for those aged 16 and younger (B:34).`
fn because(filter: &Filter, subject: &Subject, codes: &CodeSet) -> String {
    let by_successor = filter.tested(subject, codes).by_successor;
    let successor = if by_successor { ", by a code that stands for one that it succeeded" } else { "" };
    let source = match &*filter.source {
        "ext" => "a rule that the guidance does not have",
        line => line,
    };
    format!("{}{successor} ({source}).", filter.said_of(subject, codes))
}
