//! What people do in the tests, in a word each.

use super::world::World;
use crate::domain::{
    decide::{
        answer_arrived::{Arrived, News, answer_arrived},
        cancel::{Cancelled, cancel},
        end_ratification::{EndToRecord, end_ratification},
        finish::{Finished, finish},
        record_ratification::{RatificationToRecord, record_ratification},
        save::{Saved, save},
        send_next_action::{SentAction, send_next_action},
        start::start,
        start_case::{Opened, start_case},
    },
    edit::{ActionToQueue, Edit, Given, QueueEdit, RequestToSend, SectionEdit},
    fact::Brief,
    people::{Act, Assignee},
    process::{Field, FieldKind},
    ratification::Ratification,
    refused::Refused,
    request::{Completion, SentRequest},
    step::Step,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A next action by its key alone.
pub(super) fn action(kind: &str) -> ActionToQueue {
    ActionToQueue { kind: kind.to_owned(), ..ActionToQueue::default() }
}

/// A next action for a purpose.
pub(super) fn action_for(kind: &str, purpose: &str) -> ActionToQueue {
    ActionToQueue { purpose: Some(purpose.to_owned()), ..action(kind) }
}

/// A next action with a reason.
pub(super) fn action_because(kind: &str, reason: &str) -> ActionToQueue {
    ActionToQueue { reason: Some(reason.to_owned()), ..action(kind) }
}

/// An edit of one section.
pub(super) fn edit_of(section: SectionEdit) -> Edit {
    Edit { sections: vec![section], ..Edit::default() }
}

impl World {
    pub(super) fn open_case(&mut self, who: &str) -> Result<Opened, Refused> {
        let decided = self.decide(|moment| start_case(self.found_to_open(who), moment))?;
        self.apply(decided.change);
        Ok(decided.answer)
    }

    pub(super) fn start(&mut self, who: &str, step: Uuid) -> Result<Step, Refused> {
        let decided = self.decide(|moment| start(self.found(who, step), moment))?;
        self.apply(decided.change);
        assert_eq!(*self.step(step), decided.answer, "what is answered is what is written");
        Ok(decided.answer)
    }

    pub(super) fn save(&mut self, who: &str, step: Uuid, edit: Edit) -> Result<Saved, Refused> {
        let decided = self.decide(|moment| save(self.found(who, step), edit, moment))?;
        self.apply(decided.change);
        assert_eq!(*self.step(step), decided.answer.step, "what is answered is what is written");
        Ok(decided.answer)
    }

    pub(super) fn finish_with(&mut self, who: &str, step: Uuid, edit: Edit) -> Result<Finished, Refused> {
        let decided = self.decide(|moment| finish(self.found(who, step), Some(edit), moment))?;
        self.apply(decided.change);
        self.assert_open_or_closed();
        Ok(decided.answer)
    }

    pub(super) fn finish(&mut self, who: &str, step: Uuid) -> Result<Finished, Refused> {
        self.finish_with(who, step, Edit::default())
    }

    pub(super) fn cancel(&mut self, who: &str, step: Uuid, reason: &str) -> Result<Cancelled, Refused> {
        let decided = self.decide(|moment| cancel(self.found(who, step), reason.to_owned(), moment))?;
        self.apply(decided.change);
        assert_eq!(*self.step(step), decided.answer.step, "what is answered is what is written");
        self.assert_open_or_closed();
        Ok(decided.answer)
    }

    pub(super) fn send_now(
        &mut self,
        who: &str,
        step: Uuid,
        what: ActionToQueue,
    ) -> Result<SentAction, Refused> {
        let decided = self.decide(|moment| send_next_action(self.found(who, step), what, moment))?;
        self.apply(decided.change);
        assert_eq!(*self.step(step), decided.answer.step, "what is answered is what is written");
        Ok(decided.answer)
    }

    pub(super) fn ratify(&mut self, who: &str, placement: &str, on: &str) -> Result<Ratification, Refused> {
        let asked = RatificationToRecord {
            placement: placement.to_owned(),
            ratified_on: on.parse().expect("a date"),
        };
        let decided = self.decide(|moment| record_ratification(self.found_to_ratify(who), asked, moment))?;
        self.apply(decided.change);
        Ok(decided.answer)
    }

    pub(super) fn end_ratification(
        &mut self,
        who: &str,
        ratification: Uuid,
        on: &str,
    ) -> Result<Ratification, Refused> {
        let asked = EndToRecord { ratification, ended_on: on.parse().expect("a date") };
        let decided = self.decide(|moment| end_ratification(self.found_to_ratify(who), asked, moment))?;
        self.apply(decided.change);
        assert_eq!(self.ratification.as_ref(), Some(&decided.answer), "what is answered is what is written");
        Ok(decided.answer)
    }

    /// An edit that answers every required field of a section and ticks it.
    pub(super) fn filling(&self, step: Uuid, number: i32) -> SectionEdit {
        let step = self.step(step);
        let step_type = self.process.step(&step.kind).expect("a kind");
        let section_type = step_type.form.section(number).expect("a section");
        let standing = step.section(number);
        let empty: Vec<&Field> = section_type.empty_among(&standing.answers).collect();
        SectionEdit {
            number,
            etag: standing.etag(),
            answers: empty.into_iter().map(|field| (field.key.to_string(), self.sample(field))).collect(),
            complete: Some(true),
            ..SectionEdit::default()
        }
    }

    fn sample(&self, field: &Field) -> Given {
        let list = field.pick_list.as_ref().and_then(|list| self.process.pick_list(list));
        match field.kind {
            FieldKind::Text | FieldKind::LongText => Given::Text(format!("{}, in a few words", field.label)),
            FieldKind::Date => Given::Date("2026-01-05".to_owned()),
            FieldKind::Time => Given::Time("09:30".to_owned()),
            FieldKind::Choice => Given::Choice(list.expect("a pick list").choices[0].key.to_string()),
            FieldKind::Number => Given::Number(field.least()),
            FieldKind::YesNo => Given::YesNo(true),
        }
    }

    /// Fills and ticks sections.
    pub(super) fn fill(&mut self, who: &str, step: Uuid, sections: impl IntoIterator<Item = i32>) {
        let sections = sections.into_iter().map(|number| self.filling(step, number)).collect();
        self.save(who, step, Edit { sections, ..Edit::default() }).expect("it can be filled");
    }

    /// Answers one field, and leaves the tick.
    pub(super) fn answering(&self, step: Uuid, number: i32, field: &str, given: Given) -> Edit {
        edit_of(SectionEdit {
            number,
            etag: self.step(step).section(number).etag(),
            answers: BTreeMap::from([(field.to_owned(), given)]),
            ..SectionEdit::default()
        })
    }

    /// Records a decision and ticks its section.
    pub(super) fn decide_in_section_2(
        &mut self,
        who: &str,
        step: Uuid,
        decision: &str,
    ) -> Result<Saved, Refused> {
        let mut edit = self.filling(step, 2);
        edit.answers.insert("decision".to_owned(), Given::Choice(decision.to_owned()));
        self.save(who, step, edit_of(edit))
    }

    pub(super) fn queueing(&self, step: Uuid, actions: Vec<ActionToQueue>) -> Edit {
        let queue = QueueEdit { etag: self.step(step).queue.etag(), actions };
        Edit { queue: Some(queue), ..Edit::default() }
    }

    /// Replaces the queue.
    pub(super) fn queue(
        &mut self,
        who: &str,
        step: Uuid,
        actions: Vec<ActionToQueue>,
    ) -> Result<Saved, Refused> {
        let edit = self.queueing(step, actions);
        self.save(who, step, edit)
    }

    pub(super) fn sending(kind: &str, recipient: Option<Assignee>) -> Edit {
        Edit { send_requests: vec![RequestToSend { kind: kind.to_owned(), recipient }], ..Edit::default() }
    }

    /// Sends a request to a worker.
    pub(super) fn send(&mut self, who: &str, step: Uuid, kind: &str, to: &str) -> Result<Uuid, Refused> {
        let edit = Self::sending(kind, Some(self.worker(to)));
        Ok(self.save(who, step, edit)?.sent[0])
    }

    /// Sends a request to where the process says.
    pub(super) fn send_to_inbox(&mut self, who: &str, step: Uuid, kind: &str) -> Result<Uuid, Refused> {
        Ok(self.save(who, step, Self::sending(kind, None))?.sent[0])
    }

    pub(super) fn request(&self, id: Uuid) -> &SentRequest {
        let mut requests = self.steps.values().flat_map(|step| &step.requests);
        requests.find(|request| request.id == id).expect("a request")
    }

    /// What the requests service knows of a request.
    pub(super) fn brief(&self, id: Uuid) -> Brief {
        let step = self.step_of(id);
        let step_type = self.process.step(&step.kind).expect("a kind");
        Brief::of(step_type, step, self.request(id))
    }

    fn step_of(&self, request: Uuid) -> &Step {
        let sent_on = |step: &&Step| step.requests.iter().any(|one| one.id == request);
        self.steps.values().find(sent_on).expect("the request's step")
    }

    /// Completes a request on the text as it stands, as the requests service allows it.
    pub(super) fn complete(&mut self, who: &str, request: Uuid) {
        let brief = self.brief(request);
        assert_eq!(brief.refusals, [], "nobody could complete it now");
        assert!(!brief.authors.contains(&self.id(who)), "nobody authorises their own report");
        assert_ne!(self.request(request).sent.by, self.id(who), "nobody authorises their own request");
        self.complete_on(who, request, brief.covered_version);
    }

    /// A completion arrives that is about that version of the text.
    pub(super) fn complete_on(&mut self, who: &str, request: Uuid, covered_version: i64) {
        let act = Act::new(self.id(who), self.now);
        self.arrive(request, News::Completed(Completion { covered_version, act, comment: String::new() }));
    }

    /// News arrives; true if it changed anything.
    pub(super) fn arrive(&mut self, request: Uuid, news: News) -> bool {
        let found = self.found_for_answer(self.step_of(request).id);
        let change = self.decide(|moment| answer_arrived(found, Arrived { request, news }, moment));
        change.map(|change| self.apply(change)).is_some()
    }
}
