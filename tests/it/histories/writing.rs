//! What the model says of a save, and of what is sent before the finish.

use super::command::{Edit, Writing};
use super::document::{Action, Asked, To};
use super::people::{Act, Holder, Presser, Who};
use super::refusal::{Against, EMPTY, NOT_A_WRITER, STALE, unless};
use super::state::{Answer, Asking, Model, Queued, State, Step};
use chrono::NaiveDate;

impl Model {
    pub(super) fn save(
        &mut self,
        index: usize,
        presser: Presser,
        edit: &Edit,
        today: NaiveDate,
    ) -> Result<(), Against> {
        let (before, gone) = (self.steps[index].clone(), self.gone);
        against_writing(&before)?;
        let (mut against, mut stale) = (Against::nothing(), false);
        let sent = before.queue.iter().filter(|queued| queued.sent.is_some());
        let follows = sent.filter(|queued| self.still_counts(queued)).count() > 0;
        let step = self.step_mut(index);
        for ((number, writing), read) in edit.sections.iter().zip(&edit.read) {
            let act = before.act_of(presser, |who| (before.kind.writes)(*number, who));
            against.add_if(act.is_none(), NOT_A_WRITER);
            stale |= before.section(*number).version != *read;
            write(step, *number, writing, act, &mut against);
        }
        if step.kind.decided && step.section(2).ticked && !before.section(2).ticked {
            against.add_if(!step.section(1).ticked, "SECTION_INCOMPLETE");
        }
        if let Some(queue) = &edit.queue {
            against.add_if(before.act_of(presser, before.kind.queues).is_none(), NOT_A_WRITER);
            stale |= step.queue_texts != edit.queue_read;
            replace_queue(step, queue, &mut against);
        }
        step.void_what_lost_its_ground();
        if let Some((asked, to)) = &edit.send {
            let permitted = sender(step, asked, presser, gone);
            against.add_if(permitted.is_none(), "NOT_A_SENDER");
            let sender = permitted.unwrap_or(Act { by: presser.who, absent: None });
            let queued = follows || step.queue.iter().any(|queued| queued.sent.is_none());
            against.add_if(asked.once_queued && !queued, "NEXT_ACTION_MISSING");
            against_sending(step, asked, *to, sender, gone, &mut against);
            if permitted.is_some() {
                let id = String::new();
                let (to, taken_from, answer, sent_on) = (*to, None, Answer::Waits, today);
                step.requests.push(Asking { id, asked, sender, to, taken_from, answer, sent_on });
            }
        }
        unless(told_of_others(against, stale))
    }

    pub(super) fn send_now(
        &mut self,
        index: usize,
        presser: Presser,
        today: NaiveDate,
    ) -> Result<(), Against> {
        let step = &self.steps[index];
        against_writing(step)?;
        let mut against = Against::nothing();
        let sharing = "to_information_sharing";
        let available = step.kind.key == "family_finding" && !step.for_review;
        against.add_if(step.act_of(presser, step.kind.queues).is_none(), NOT_A_WRITER);
        against.next_stage();
        against.add_if(!available, "NEXT_ACTION_NOT_AVAILABLE");
        against.next_stage();
        let sent = step.queue.iter().any(|queued| queued.action.key == sharing && queued.sent.is_some());
        against.add_if(sent, "NEXT_ACTION_ALREADY_SENT");
        unless(against)?;
        let (case, action, created) = (step.case, step.kind.action(sharing), self.steps.len());
        self.add_step(case, "information_sharing", Holder::Person(Who::Sw), false, Some(index), today);
        let step = self.step_mut(index);
        step.queue.retain(|queued| queued.action.key != sharing);
        step.queue.push(Queued { action, for_review: false, sent: Some(created) });
        step.queue_texts += 1;
        Ok(())
    }
}

/// Whoever may write, and did not see what others wrote meanwhile, is told that alone; who may not is not told what that was.
fn told_of_others(mut against: Against, stale: bool) -> Against {
    match stale {
        true if against.holds(NOT_A_WRITER) => {
            against.perhaps(EMPTY);
            against
        }
        true => against.told_after(STALE),
        false => against,
    }
}

fn against_writing(step: &Step) -> Result<(), Against> {
    match step.state {
        State::Started => Ok(()),
        State::Incoming => Err(Against::surely("WORKSTEP_NOT_STARTED")),
        State::Finished | State::Cancelled => Err(Against::surely("WORKSTEP_ENDED")),
    }
}

fn write(step: &mut Step, number: usize, writing: &Writing, act: Option<Act>, against: &mut Against) {
    let section = &mut step.sections[number - 1];
    let (ticked, texts) = (section.ticked, section.texts);
    match writing {
        Writing::Fill { decision } => {
            let decides_anew = decision.is_some() && *decision != section.decision;
            if !section.unanswered.is_empty() || decides_anew {
                section.texts += 1;
            }
            section.unanswered.clear();
            section.decision = decision.or(section.decision);
            section.ticked = true;
        }
        Writing::Write { field, text } => {
            section.unanswered.remove(field);
            section.typed.insert(field.clone(), text.clone());
            section.ever_typed.push((field.clone(), text.clone()));
            section.texts += 1;
        }
        Writing::Clear { field } => {
            if section.unanswered.insert(field.clone()) {
                section.texts += 1;
            }
            section.typed.remove(field);
            if field == "decision" {
                section.decision = None;
            }
            section.ticked &= !section.lacks_a_required_answer();
        }
        Writing::Tick => {
            against.add_if(section.lacks_a_required_answer(), EMPTY);
            section.ticked = true;
        }
        Writing::Untick => section.ticked = false,
    }
    if section.texts != texts {
        section.authors.extend(act.into_iter().flat_map(Act::people));
    }
    section.version += usize::from(section.texts != texts || section.ticked != ticked);
}

fn replace_queue(step: &mut Step, queue: &[(&'static Action, bool)], against: &mut Against) {
    let sent: Vec<Queued> = step.queue.iter().filter(|queued| queued.sent.is_some()).cloned().collect();
    let mut new = sent.clone();
    for (action, for_review) in queue {
        let offered = if step.for_review { action.by_review } else { action.by_finding };
        against.add_if(!offered, "NEXT_ACTION_NOT_AVAILABLE");
        let was_sent = sent.iter().any(|it| it.action.key == action.key);
        against.add_if(was_sent, "NEXT_ACTION_ALREADY_SENT");
        // What is asked for counts as chosen, even where it is one too many.
        if offered {
            new.push(Queued { action, for_review: *for_review, sent: None });
        }
    }
    let shape = |queue: &[Queued]| -> Vec<_> {
        queue.iter().map(|it| (it.action.key, it.for_review, it.sent)).collect()
    };
    if shape(&new) != shape(&step.queue) {
        step.queue = new;
        step.queue_texts += 1;
    }
}

/// Who may send a request, and in whose right. The quality is confirmed at the wish of whoever completed the report's
/// authorisation, or of their cover; once they have left, of whoever has the step in hand.
fn sender(step: &Step, asked: &Asked, presser: Presser, gone: Option<Who>) -> Option<Act> {
    let by_role = step.act_of(presser, asked.sends);
    let Some(completed) = step.completer_of("authorise_report").filter(|_| asked.key == "confirm_quality")
    else {
        return by_role;
    };
    by_role?;
    let by = presser.who;
    let for_whom = presser.absent.filter(|absent| completed.is_of(*absent));
    match for_whom {
        _ if completed.whose() == by => Some(Act { by, absent: None }),
        Some(absent) => Some(Act { by, absent: Some(absent) }),
        None if completed.by == by => Some(Act { by, absent: None }),
        None if completed.people().all(|who| gone == Some(who)) => {
            presser.act(|who| step.holder.is_in_the_hands_of(who))
        }
        None => None,
    }
}

fn against_sending(
    step: &Step,
    asked: &Asked,
    to: Holder,
    sender: Act,
    gone: Option<Who>,
    against: &mut Against,
) {
    let out_of_order = asked.key == "confirm_quality" && step.completer_of("authorise_report").is_none();
    against.add_if(out_of_order, "REQUEST_OUT_OF_ORDER");
    let open = step.standing(asked.key).is_some_and(|asking| asking.answer == Answer::Waits);
    against.add_if(open && asked.blocks, "REQUEST_ALREADY_OPEN");
    let incomplete = step.sections.iter().take(asked.once_complete).any(|section| !section.ticked);
    against.add_if(incomplete, "SECTION_INCOMPLETE");
    let permitted = match (asked.to, to) {
        (To::QaagInbox, Holder::QaagInbox) => true,
        (To::Answerer | To::Anyone, Holder::Person(person)) => step.could_answer(asked, sender, person, gone),
        _ => false,
    };
    against.add_if(!permitted, "RECIPIENT_NOT_PERMITTED");
}
