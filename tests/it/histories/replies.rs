//! Whether an answer tells what came of the command.

use super::agreement::{Disagreement, name_of, same, shown_name};
use super::cast::Cast;
use super::command::Command;
use super::folders::day_of;
use super::message::Reply;
use super::state::{Answer, Model};
use contracts::workflow::v1::IncomingWork;
use std::collections::BTreeSet;

impl Model {
    /// Compares an answer with what came of the command, by how it was before.
    pub(super) fn is_told_by(
        &self,
        before: &Self,
        command: &Command,
        reply: &Reply,
        cast: &Cast,
    ) -> Result<(), Disagreement> {
        match reply {
            Reply::Finished(it) => {
                same("the case's outcome", self.closes(before, command), it.case_outcome.as_str())?;
                self.creates(before, &it.created, cast)
            }
            Reply::Cancelled(it) => {
                same("the case's outcome", self.closes(before, command), it.case_outcome.as_str())
            }
            Reply::Sent(it) => self.creates(before, it.created.as_slice(), cast),
            Reply::Saved(it) => {
                // What was answered a moment ago, workflow may not have heard of: that is told with the step.
                let voided = self.voided_since(before, command);
                let told = it.voided_request_ids.iter().filter(|id| voided.contains(id)).count();
                same("voided", it.voided_request_ids.len(), told)
            }
            _ => Ok(()),
        }
    }

    /// By what the command closed its case; empty when it did not.
    fn closes(&self, before: &Self, command: &Command) -> &'static str {
        let case = command.step().map(|step| self.steps[step].case);
        let closed = case.filter(|case| before.cases[*case].outcome.is_none());
        closed.and_then(|case| self.cases[case].outcome).unwrap_or_default()
    }

    fn creates(&self, before: &Self, told: &[IncomingWork], cast: &Cast) -> Result<(), Disagreement> {
        let created = &self.steps[before.steps.len()..];
        let told = told.iter().map(|it| {
            let (holder, for_review) = (shown_name(it.assignee.as_ref()), it.purpose == "THREE_MONTH_REVIEW");
            (it.title.as_str(), holder, for_review, day_of(it.arrive_time))
        });
        let believed = created
            .iter()
            .map(|step| (step.kind.title, name_of(step.holder, cast), step.for_review, step.arrived));
        same("created", believed.collect::<Vec<_>>(), told.collect())
    }

    /// The ids of the requests that the command voided.
    fn voided_since(&self, before: &Self, command: &Command) -> BTreeSet<&String> {
        let requests = |model: &'_ Self| command.step().map(|step| model.steps[step].requests.clone());
        let before: Vec<_> = requests(before).unwrap_or_default();
        let step = command.step().map(|step| &self.steps[step]);
        let now = step.into_iter().flat_map(|step| &step.requests);
        let was_voided = |(place, answer): (usize, Answer)| {
            answer == Answer::Voided && before.get(place).is_none_or(|it| it.answer != Answer::Voided)
        };
        now.enumerate().filter(|(place, it)| was_voided((*place, it.answer))).map(|(_, it)| &it.id).collect()
    }
}
