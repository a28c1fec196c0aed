//! Drawing an agenda, child by child, in any order and in no memory to speak of.

use super::{Considered, Inputs, Listed, NotListed, OpenAction};
use crate::domain::{
    codes::{CodeSet, CollectionYear},
    extract::{IssueKind, Record},
    rules::{Cohort, Day, Discussed, Remembered, Rules, Subject},
    service_manager::{KeptFor, ServiceManagers},
};

/// The draw of one cohort's agenda.
pub struct Draw<'a> {
    rules: &'a Rules,
    cohort: &'a Cohort,
    codes: &'a CodeSet,
    day: Day,
    inputs: Inputs,
    managers: ServiceManagers,
}

impl<'a> Draw<'a> {
    /// Begins to draw that cohort's agenda. Of `inputs` the cohort, the rules and the code set are set here.
    pub fn begin(rules: &'a Rules, cohort: &'a Cohort, codes: &'a CodeSet, inputs: Inputs) -> Self {
        let inputs = Inputs {
            cohort: cohort.key.to_string(),
            rules: rules.named(),
            rules_sha256: rules.sha256.clone(),
            code_set: CollectionYear::of(inputs.as_of).to_string(),
            codes_sha256: codes.sha256().to_owned(),
            ..inputs
        };
        let day = Day { form: inputs.form, ..Day::new(inputs.as_of, inputs.panel, codes) };
        Self { rules, cohort, codes, day, inputs, managers: ServiceManagers::default() }
    }

    /// The same, with the names by which the extract knows service managers, in the state that the inputs name.
    pub fn knowing(self, managers: ServiceManagers) -> Self {
        Self { managers, ..self }
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
        let mut open_actions = open_actions.to_vec();
        open_actions.sort();
        match self.rules.first_against(self.cohort, &subject) {
            Some(filter) => Considered::NotListed(NotListed {
                child_id: record.child_id.to_owned(),
                off: filter.tested(&subject, self.codes),
                referred: filter.refers,
                open_actions: if self.day.form == 0 { Vec::new() } else { open_actions },
            }),
            None => Considered::Listed(Box::new(self.listed(record, &subject, open_actions))),
        }
    }

    fn listed(&self, record: &Record, subject: &Subject, open_actions: Vec<OpenAction>) -> Listed {
        let before = |one: &&Discussed| one.on < self.day.panel;
        let filters = self.rules.filters_of(self.cohort);
        let said = record.service_manager.to_owned();
        let mut flags: Vec<&'static str> = record.flags.iter().map(|kind| kind.name()).collect();
        let (service_manager, service_manager_id) = match self.managers.kept_for(record.service_manager) {
            KeptFor::Worker(manager) => (manager.name.clone(), Some(manager.id)),
            KeptFor::Nobody => {
                flags.push(IssueKind::ServiceManagerUnknown.name());
                (said, None)
            }
            KeptFor::Unsaid => (said, None),
        };
        Listed {
            child_id: record.child_id.to_owned(),
            surname: record.surname.to_owned(),
            first_name: record.first_name.to_owned(),
            born: record.facts.born,
            age: record.facts.age_on(self.day.as_of),
            gender: record.gender.to_owned(),
            team: record.team.to_owned(),
            social_worker: record.social_worker.to_owned(),
            service_manager,
            service_manager_id,
            why: filters.map(|filter| filter.tested(subject, self.codes)).collect(),
            flags,
            last_discussion: subject.remembered.discussed.iter().filter(before).max().cloned(),
            open_actions,
        }
    }
}
