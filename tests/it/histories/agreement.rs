//! Whether what the services show is what the model believes.

use super::cast::Cast;
use super::folders::day_of;
use super::people::{Act, Holder};
use super::state::{Answer, Asking, Model, State, Step};
use contracts::requests::v1::{Request, RequestState as Answered};
use contracts::r#type::v1 as r#type;
use contracts::r#type::v1::{Assignee, assignee};
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{
    RequestState, SectionRevision, TimelineEntry, TimelineKind, Workstep, WorkstepState,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use tests::council::{FAMILY_FINDERS, QAAG};

pub(super) type Disagreement = String;

impl Step {
    /// Compares the step as it is shown.
    pub(super) fn is_shown_by(
        &self,
        shown: &Workstep,
        model: &Model,
        cast: &Cast,
    ) -> Result<(), Disagreement> {
        self.is_itself_shown_by(shown, model, cast)?;
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
        cast: &Cast,
    ) -> Result<(), Disagreement> {
        let state = match self.state {
            State::Incoming => WorkstepState::Incoming,
            State::Started => WorkstepState::Started,
            State::Finished => WorkstepState::Finished,
            State::Cancelled => WorkstepState::Cancelled,
        };
        same("kind", self.kind.key, shown.r#type.as_str())?;
        same("title", self.kind.title, shown.title.as_str())?;
        same("state", state, shown.state())?;
        same("assignee", name_of(self.holder, cast), shown_name(shown.assignee.as_ref()))?;
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
        same("started by", named(self.started_by, cast), shown_names(shown.started.as_ref()))?;
        same("ended by", named(self.ended_by, cast), shown_names(shown.ended.as_ref()))?;
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

pub(super) fn name_of(holder: Holder, cast: &Cast) -> &str {
    match holder {
        Holder::Person(who) => &who.person(cast).name,
        Holder::QaagInbox => QAAG,
        Holder::FindersInbox => FAMILY_FINDERS,
    }
}

/// Who acted, and for whom.
fn named(act: Option<Act>, cast: &Cast) -> Vec<String> {
    act.into_iter().flat_map(Act::people).map(|who| who.person(cast).name.clone()).collect()
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

impl Asking {
    /// Compares a request as it is shown where the answers are kept.
    fn is_shown_by(&self, of: &Step, shown: &Request, cast: &Cast) -> Result<(), Disagreement> {
        same("state", in_requests(self.answer), shown.state())?;
        same("title", self.title_on(of).as_str(), shown.title.as_str())?;
        same("step", of.id.as_str(), shown.workstep_id.as_str())?;
        same("only tells", self.asked.only_tells(), shown.notification)?;
        same("sent by", named(Some(self.sender), cast), shown_names(shown.sent.as_ref()))?;
        same("sent on", self.sent_on, day_of(shown.sent.as_ref().and_then(|sent| sent.time)))?;
        let waits = self.answer == Answer::Waits;
        let believed = if waits { name_of(self.to, cast) } else { "" };
        same("in the list of", believed, shown_name(shown.assignee.as_ref()))?;
        match self.answer {
            Answer::Completed(act, _) => {
                same("completed by", named(Some(act), cast), shown_names(shown.answered.as_ref()))
            }
            _ => Ok(()),
        }
    }

    /// As a folder shows it (A:123).
    pub(super) fn title_on(&self, step: &Step) -> String {
        format!("{}:{}", self.asked.title, step.kind.title)
    }
}

impl Step {
    /// Whatever was typed is still read, in its order (invariant 1).
    async fn is_remembered(&self, cast: &Cast) -> Result<(), Disagreement> {
        for (number, section) in (1..).zip(&self.sections) {
            if section.ever_typed.is_empty() {
                continue;
            }
            let texts = cast.iro.revisions(&self.id, "", number).await.map_err(|it| it.to_string())?;
            let mut saved = texts.iter().rev().filter(|text| !text.refused);
            for (field, typed) in &section.ever_typed {
                let typed = Kind::Text(typed.clone());
                let is_it = |text: &SectionRevision| {
                    text.answers.get(field).and_then(|value| value.kind.as_ref()) == Some(&typed)
                };
                if !saved.any(is_it) {
                    return Err(format!("{typed:?} in {field} of section {number} is forgotten: {texts:?}"));
                }
            }
        }
        Ok(())
    }
}

impl Model {
    /// Compares what is on record of the child, whoever looks.
    pub(super) async fn is_what_is_on_record(&self, child_id: &str, cast: &Cast) -> Result<(), Disagreement> {
        for step in &self.steps {
            let shown = cast.iro.open(&step.id).await.map_err(|it| it.to_string())?;
            let named = |it| format!("{} {}: {it}", step.kind.key, step.id);
            step.is_shown_by(&shown, self, cast).map_err(named)?;
            step.is_remembered(cast).await.map_err(named)?;
        }
        self.are_the_requests_of(
            &cast.iro.requests_about(child_id).await.map_err(|it| it.to_string())?,
            cast,
        )?;
        let notes = cast.iro.notes_about(child_id).await.map_err(|it| it.to_string())?;
        let shown = notes.iter().map(|note| {
            (note.note_id.as_str(), note.workstep_id.as_str(), shown_names(note.written.as_ref()))
        });
        let believed = self.notes.iter().map(|note| {
            let about = note.about.map_or("", |step| self.steps[step].id.as_str());
            (note.id.as_str(), about, vec![note.by.person(cast).name.clone()])
        });
        same("notes", believed.collect::<BTreeSet<_>>(), shown.collect())?;
        let cases = cast.iro.cases_of(child_id).await.map_err(|it| it.to_string())?;
        let shown: BTreeMap<&str, &str> =
            cases.iter().map(|it| (it.case_id.as_str(), it.outcome.as_str())).collect();
        let believed = self.cases.iter().map(|case| (case.id.as_str(), case.outcome.unwrap_or_default()));
        same("cases", believed.collect(), shown)?;
        for (index, case) in self.cases.iter().enumerate() {
            let shown = cast.iro.case(&case.id).await.map_err(|it| it.to_string())?;
            let shown: BTreeSet<String> = shown.worksteps.into_iter().map(|it| it.workstep_id).collect();
            let believed = self.steps_of(index).map(|(_, step)| step.id.clone()).collect();
            same("steps of the case", believed, shown)?;
            self.is_told_of(index, &cast.timeline(&case.id).await)?;
        }
        Ok(())
    }

    /// That steps began and ended, and requests were sent, stands in the timeline of their case.
    fn is_told_of(&self, case: usize, told: &[TimelineEntry]) -> Result<(), Disagreement> {
        let steps = |which: fn(&Step) -> bool| -> BTreeSet<&str> {
            let those = self.steps_of(case).map(|(_, step)| step).filter(|step| which(step));
            those.map(|step| step.id.as_str()).collect()
        };
        let shown = |kind: TimelineKind, id: fn(&TimelineEntry) -> &str| -> BTreeSet<&str> {
            told.iter().filter(|entry| entry.kind() == kind).map(id).collect()
        };
        for (kind, believed) in [
            (TimelineKind::WorkstepStarted, steps(|step| step.started.is_some())),
            (TimelineKind::WorkstepFinished, steps(|step| step.state == State::Finished)),
            (TimelineKind::WorkstepCancelled, steps(|step| step.state == State::Cancelled)),
        ] {
            same(kind.as_str_name(), believed, shown(kind, |entry| &entry.workstep_id))?;
        }
        let sent = self.steps_of(case).flat_map(|(_, step)| &step.requests).map(|asking| asking.id.as_str());
        same("requests sent", sent.collect(), shown(TimelineKind::RequestSent, |entry| &entry.request_id))
    }

    fn are_the_requests_of(&self, shown: &[Request], cast: &Cast) -> Result<(), Disagreement> {
        let asked = || self.steps.iter().flat_map(|step| step.requests.iter().map(move |it| (step, it)));
        let believed: BTreeSet<&str> = asked().map(|(_, asking)| asking.id.as_str()).collect();
        same("requests", believed, shown.iter().map(|it| it.request_id.as_str()).collect())?;
        asked().try_for_each(|(step, asking)| {
            let shown = shown.iter().find(|it| it.request_id == asking.id).expect("one of them");
            asking
                .is_shown_by(step, shown, cast)
                .map_err(|it| format!("{} {}: {it}", asking.asked.key, asking.id))
        })
    }
}
