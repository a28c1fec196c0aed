//! Drawing an agenda, child by child, in any order and in no memory to speak of.

use super::{Considered, Inputs, Listed, NotListed, OpenAction};
use crate::domain::{
    codes::{CodeSet, CollectionYear},
    extract::Record,
    rules::{Cohort, Day, Discussed, Remembered, Rules, Subject},
};

/// The draw of one cohort's agenda.
pub struct Draw<'a> {
    rules: &'a Rules,
    cohort: &'a Cohort,
    codes: &'a CodeSet,
    day: Day,
    inputs: Inputs,
}

impl<'a> Draw<'a> {
    /// Begins to draw that cohort's agenda. Of `inputs` the cohort, the rules and the code set are set here.
    pub fn begin(rules: &'a Rules, cohort: &'a Cohort, codes: &'a CodeSet, inputs: Inputs) -> Self {
        let inputs = Inputs {
            cohort: cohort.key.to_string(),
            rules: format!("{}/{}", rules.id, rules.version),
            rules_sha256: rules.sha256.clone(),
            code_set: CollectionYear::of(inputs.as_of).to_string(),
            codes_sha256: codes.sha256().to_owned(),
            ..inputs
        };
        let day = Day::new(inputs.as_of, inputs.panel, codes);
        Self { rules, cohort, codes, day, inputs }
    }

    /// Everything that the agenda depends on.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// What becomes of a child.
    pub fn consider(
        &self,
        record: &Record,
        remembered: &Remembered,
        open_actions: &[OpenAction],
    ) -> Considered {
        let subject = Subject::new(&record.facts, record.plan_said, remembered, &self.day);
        match self.rules.first_against(self.cohort, &subject) {
            Some(filter) => Considered::NotListed(NotListed {
                child_id: record.child_id.to_owned(),
                off: filter.tested(&subject, self.codes),
                referred: filter.refers,
            }),
            None => Considered::Listed(Box::new(self.listed(record, &subject, open_actions))),
        }
    }

    fn listed(&self, record: &Record, subject: &Subject, open_actions: &[OpenAction]) -> Listed {
        let mut open_actions = open_actions.to_vec();
        open_actions.sort();
        let before = |one: &&Discussed| one.on < self.day.panel;
        let filters = self.rules.filters_of(self.cohort);
        Listed {
            child_id: record.child_id.to_owned(),
            surname: record.surname.to_owned(),
            first_name: record.first_name.to_owned(),
            born: record.facts.born,
            age: record.facts.age_on(self.day.as_of),
            gender: record.gender.to_owned(),
            team: record.team.to_owned(),
            social_worker: record.social_worker.to_owned(),
            service_manager: record.service_manager.to_owned(),
            why: filters.map(|filter| filter.tested(subject, self.codes)).collect(),
            flags: record.flags.iter().map(|kind| kind.name()).collect(),
            last_discussion: subject.remembered.discussed.iter().filter(before).max().cloned(),
            open_actions,
        }
    }
}
