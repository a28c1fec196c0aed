//! Whether what the services show is what the model believes.

use super::folders::Folders;
use super::people::{Act, EVERYBODY, Holder, Presser};
use super::state::{Answer, Model, State, Step};
use chrono::NaiveDate;
use contracts::requests::v1::RequestState as Answered;
use contracts::r#type::v1 as r#type;
use contracts::r#type::v1::{Assignee, assignee};
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{RequestState, Workstep, WorkstepState};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use tests::council::{Council, FAMILY_FINDERS, QAAG};

pub(super) type Disagreement = String;

impl Step {
    /// Compares the step as it is shown.
    pub(super) fn is_shown_by(
        &self,
        shown: &Workstep,
        model: &Model,
        council: &Council,
    ) -> Result<(), Disagreement> {
        self.is_itself_shown_by(shown, model, council)?;
        self.has_the_answers_of(shown)
    }

    /// Compares how its requests stand; workflow hears of it.
    pub(super) fn has_the_answers_of(&self, shown: &Workstep) -> Result<(), Disagreement> {
        let believed = self.requests.iter().map(|it| (it.id.as_str(), in_workflow(it.answer))).collect();
        let shown = shown.requests.iter().map(|it| (it.request_id.as_str(), it.state()));
        same("answers", believed, shown.collect::<BTreeMap<_, _>>())
    }

    /// Compares everything that workflow wrote itself.
    pub(super) fn is_itself_shown_by(
        &self,
        shown: &Workstep,
        model: &Model,
        council: &Council,
    ) -> Result<(), Disagreement> {
        let state = match self.state {
            State::Incoming => WorkstepState::Incoming,
            State::Started => WorkstepState::Started,
            State::Finished => WorkstepState::Finished,
            State::Cancelled => WorkstepState::Cancelled,
        };
        same("kind", self.kind.key, shown.r#type.as_str())?;
        same("state", state, shown.state())?;
        same("assignee", name_of(self.holder, council), shown_name(shown.assignee.as_ref()))?;
        same("parent", self.parent.map_or("", |it| model.steps[it].id.as_str()), shown.parent_id.as_str())?;
        let ticks: Vec<bool> = shown.sections.iter().map(|section| section.complete).collect();
        same("ticks", self.sections.iter().map(|section| section.ticked).collect(), ticks)?;
        for (number, (section, shown)) in (1..).zip(self.sections.iter().zip(&shown.sections)) {
            let own = model.fields.all(self.kind.key, number);
            let believed: Vec<&String> = own.difference(&section.unanswered).collect();
            let answered = own.iter().filter(|field| shown.answers.contains_key(*field)).collect();
            same(&format!("answers in section {number}"), believed, answered)?;
            for (field, text) in &section.typed {
                let shown = shown.answers.get(field).and_then(|value| value.kind.clone());
                same(field, Some(Kind::Text(text.clone())), shown)?;
            }
        }
        same("started by", named(self.started_by, council), shown_names(shown.started.as_ref()))?;
        same("ended by", named(self.ended_by, council), shown_names(shown.ended.as_ref()))?;
        let queue: Vec<(String, bool, bool)> = shown
            .queue
            .iter()
            .flat_map(|queue| &queue.next_actions)
            .map(|it| {
                (it.r#type.clone(), it.purpose == "THREE_MONTH_REVIEW", !it.sent_workstep_id.is_empty())
            })
            .collect();
        let believed =
            self.queue.iter().map(|it| (it.action.key.to_owned(), it.for_review, it.sent.is_some()));
        same("queue", believed.collect(), queue)?;
        // Of two that were sent at one moment either may be shown first.
        let believed = self.requests.iter().map(|it| it.id.as_str()).collect();
        same(
            "requests",
            believed,
            shown.requests.iter().map(|it| it.request_id.as_str()).collect::<BTreeSet<_>>(),
        )
    }
}

pub(super) fn same<T: PartialEq + Debug>(what: &str, believed: T, shown: T) -> Result<(), Disagreement> {
    if believed == shown { Ok(()) } else { Err(format!("{what}: believed {believed:?}, shown {shown:?}")) }
}

fn in_workflow(answer: Answer) -> RequestState {
    match answer {
        Answer::Waits => RequestState::Sent,
        Answer::Completed(..) => RequestState::Completed,
        Answer::Voided => RequestState::Voided,
        Answer::Returned => RequestState::Returned,
        Answer::Lapsed | Answer::Withdrawn => RequestState::Withdrawn,
    }
}

pub(super) fn in_requests(answer: Answer) -> Answered {
    match answer {
        Answer::Waits => Answered::Sent,
        Answer::Completed(..) => Answered::Completed,
        Answer::Voided => Answered::Voided,
        Answer::Returned => Answered::Returned,
        Answer::Lapsed | Answer::Withdrawn => Answered::Withdrawn,
    }
}

pub(super) fn name_of(holder: Holder, council: &Council) -> &str {
    match holder {
        Holder::Person(who) => &who.person(council).name,
        Holder::QaagInbox => QAAG,
        Holder::FindersInbox => FAMILY_FINDERS,
    }
}

/// Who acted, and for whom.
fn named(act: Option<Act>, council: &Council) -> Vec<String> {
    act.into_iter().flat_map(Act::people).map(|who| who.person(council).name.clone()).collect()
}

fn shown_names(act: Option<&r#type::Act>) -> Vec<String> {
    let people = act.into_iter().flat_map(|act| [&act.by, &act.on_behalf_of]);
    people.flatten().map(|worker| worker.display_name.clone()).collect()
}

pub(super) fn shown_name(assignee: Option<&Assignee>) -> &str {
    match assignee.and_then(|it| it.holder.as_ref()) {
        Some(assignee::Holder::Worker(worker)) => &worker.display_name,
        Some(assignee::Holder::Inbox(inbox)) => &inbox.name,
        None => "",
    }
}

impl Model {
    /// Compares everything that anybody sees of the child.
    pub(super) async fn is_what_everybody_sees(
        &self,
        child_id: &str,
        council: &Council,
        folders: &Folders,
        today: NaiveDate,
    ) -> Result<(), Disagreement> {
        for step in &self.steps {
            let shown = council.iro.open(&step.id).await.map_err(|it| it.to_string())?;
            step.is_shown_by(&shown, self, council)
                .map_err(|it| format!("{} {}: {it}", step.kind.key, step.id))?;
        }
        let requests = council.iro.requests_about(child_id).await.map_err(|it| it.to_string())?;
        let shown: BTreeMap<String, Answered> =
            requests.iter().map(|it| (it.request_id.clone(), it.state())).collect();
        let asked = self.steps.iter().flat_map(|step| &step.requests);
        let believed = asked.map(|asking| (asking.id.clone(), in_requests(asking.answer))).collect();
        same("requests", believed, shown)?;
        let cases = council.iro.cases_of(child_id).await.map_err(|it| it.to_string())?;
        let shown: BTreeMap<&str, &str> =
            cases.iter().map(|it| (it.case_id.as_str(), it.outcome.as_str())).collect();
        let believed = self.cases.iter().map(|case| (case.id.as_str(), case.outcome.unwrap_or_default()));
        same("cases", believed.collect(), shown)?;
        for (index, case) in self.cases.iter().enumerate() {
            let shown = council.iro.case(&case.id).await.map_err(|it| it.to_string())?;
            let shown: BTreeSet<String> = shown.worksteps.into_iter().map(|it| it.workstep_id).collect();
            let believed = self.steps_of(index).map(|(_, step)| step.id.clone()).collect();
            same("steps of the case", believed, shown)?;
        }
        self.is_in_the_folders(child_id, council, folders, today)
    }

    /// What is open stands with whoever has it in hand, and with those who cover them, and with nobody else.
    pub(super) fn is_in_the_folders(
        &self,
        child_id: &str,
        council: &Council,
        folders: &Folders,
        today: NaiveDate,
    ) -> Result<(), Disagreement> {
        for who in EVERYBODY {
            let looking = Presser::on(today, who, &self.covers);
            let sees = |holder: Holder| looking.may(|who| holder.is_in_the_hands_of(who));
            let open = self.steps.iter().filter(|step| step.is_open() && sees(step.holder));
            let waiting = self.steps.iter().flat_map(|step| &step.requests);
            let waiting = waiting.filter(|it| it.answer == Answer::Waits && sees(it.to));
            let believed = open.map(|step| &step.id).chain(waiting.map(|asking| &asking.id)).cloned();
            let name = &who.person(council).name;
            same(&format!("{name}'s folders"), believed.collect(), folders.of(who, child_id))?;
        }
        Ok(())
    }
}
