//! What somebody takes up, puts back or passes on next.

use super::command::{Command, What};
use super::people::{EVERYBODY, Holder, Who};
use super::state::Model;
use fastrand::Rng;

impl Model {
    /// A step that waits is taken up; what who has left holds, another gets first.
    pub(super) fn what_takes_up(&self, step: usize, chance: &mut Rng) -> Command {
        let holder = self.steps[step].holder;
        if self.lies_with_who_has_left(holder) {
            return self.gives_the_step_to_another(step, chance);
        }
        let who = self.in_whose_hands(holder, chance);
        let what = match chance.u8(..100) {
            ..20 if holder.is_an_inbox() => What::ClaimStep(step),
            ..30 if self.steps[step].taken_from.is_some() => What::ReleaseStep(step),
            _ => What::Start(step),
        };
        Command { who, what }
    }

    /// Before a request is answered: it is taken out of its inbox, or put back; what who has left should answer, another gets.
    pub(super) fn what_passes_on_first(
        &self,
        step: usize,
        request: usize,
        chance: &mut Rng,
    ) -> Option<Command> {
        let asking = &self.steps[step].requests[request];
        if self.lies_with_who_has_left(asking.to) {
            let who = self.who_passes_on(asking.to, chance);
            let to = self.somebody(chance, asking.asked.answers);
            return Some(Command { who, what: What::ReassignRequest { step, request, to } });
        }
        let what = match chance.u8(..100) {
            ..25 if asking.to.is_an_inbox() => What::ClaimRequest { step, request },
            ..40 if asking.taken_from.is_some() => What::ReleaseRequest { step, request },
            _ => return None,
        };
        Some(Command { who: self.in_whose_hands(asking.to, chance), what })
    }

    pub(super) fn passes_on(&self, step: usize, chance: &mut Rng) -> Command {
        let holder = self.steps[step].holder;
        match chance.u8(..4) {
            0 => Command { who: self.in_whose_hands(holder, chance), what: What::ClaimStep(step) },
            1 => Command { who: self.in_whose_hands(holder, chance), what: What::ReleaseStep(step) },
            _ => {
                let (who, to) = (self.who_passes_on(holder, chance), one_of_all(chance));
                Command { who, what: What::ReassignStep(step, to) }
            }
        }
    }

    pub(super) fn passes_a_request_on(&self, step: usize, request: usize, chance: &mut Rng) -> Command {
        let asking = &self.steps[step].requests[request];
        let who = self.in_whose_hands(asking.to, chance);
        match chance.u8(..4) {
            0 => Command { who, what: What::ClaimRequest { step, request } },
            1 => Command { who, what: What::ReleaseRequest { step, request } },
            _ => {
                let who = self.who_passes_on(asking.to, chance);
                let to = self.somebody(chance, asking.asked.answers);
                Command { who, what: What::ReassignRequest { step, request, to } }
            }
        }
    }

    /// Somebody writes a note: about a step that has ended, or that has not, or about none.
    pub(super) fn writes_a_note(&self, chance: &mut Rng) -> Command {
        let about =
            (!self.steps.is_empty() && chance.u8(..100) < 70).then(|| chance.usize(..self.steps.len()));
        Command { who: one_of_all(chance), what: What::Note(about) }
    }

    pub(super) fn in_whose_hands(&self, holder: Holder, chance: &mut Rng) -> Who {
        self.somebody(chance, |who| holder.is_in_the_hands_of(who))
    }

    /// To somebody who writes what follows it.
    pub(super) fn gives_the_step_to_another(&self, index: usize, chance: &mut Rng) -> Command {
        let step = &self.steps[index];
        let who = self.who_passes_on(step.holder, chance);
        let to = self.somebody(chance, step.kind.queues);
        Command { who, what: What::ReassignStep(index, to) }
    }

    fn lies_with_who_has_left(&self, holder: Holder) -> bool {
        self.gone.is_some_and(|gone| holder == Holder::Person(gone))
    }

    fn who_passes_on(&self, holder: Holder, chance: &mut Rng) -> Who {
        if chance.u8(..100) < 10 {
            return one_of_all(chance);
        }
        self.somebody(chance, |who| who.passes_on_anybodys() || holder.is_in_the_hands_of(who))
    }
}

/// Anybody, whether here or not.
pub(super) fn one_of_all(chance: &mut Rng) -> Who {
    EVERYBODY[chance.usize(..EVERYBODY.len())]
}
