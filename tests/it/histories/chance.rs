//! What somebody presses next: mostly what moves the case on, often anything.

use super::command::{Command, Edit, What, Writing};
use super::document::{Action, Asked, To};
use super::handing::one_of_all;
use super::people::{Act, EVERYBODY, Holder, Presser, Who};
use super::state::{Answer, Model, State, Step};
use chrono::NaiveDate;
use fastrand::Rng;

impl Model {
    pub(super) fn somebody_presses(&self, chance: &mut Rng, today: NaiveDate) -> Command {
        let open: Vec<usize> = (0..self.steps.len()).filter(|step| self.steps[*step].is_open()).collect();
        let anybody = chance.u8(..100) < 20;
        let Command { who, what } = match one_of(chance, &open) {
            _ if chance.u8(..100) < 2 => Command { who: Who::Iro, what: What::Ratify },
            _ if chance.u8(..100) < 1 => {
                let read = self.ratified.clone().unwrap_or_default();
                Command { who: self.somebody(chance, Who::is_iro_or_sw), what: What::EndRatification(read) }
            }
            _ if chance.u8(..100) < 2 => self.writes_a_note(chance),
            None => Command { who: Who::Iro, what: What::StartCase },
            Some(_) if anybody && chance.u8(..100) < 10 => Command { who: Who::Sw, what: What::StartCase },
            Some(_) if anybody && chance.u8(..100) < 15 => {
                let step = chance.usize(..self.steps.len());
                self.anything_on(step, chance)
            }
            Some(step) if anybody => self.anything_on(*step, chance),
            Some(step) => self.what_moves_on(*step, chance),
        };
        let who = if chance.u8(..100) < 8 { EVERYBODY[chance.usize(..EVERYBODY.len())] } else { who };
        let mut command = Command { who: self.stood_in_for(who, chance, today), what };
        if chance.u8(..100) < 4 {
            command.read_some_time_ago();
        }
        command
    }

    /// Two steps that could be finished at this moment, each by somebody who may.
    pub(super) fn two_finishes(&self, today: NaiveDate) -> Option<(Command, Command)> {
        pairs_of(&self.finishes(today)).next()
    }

    /// Two that are the last of their case: either may be, and one of them closes it.
    pub(super) fn two_last_finishes(&self, today: NaiveDate) -> Option<(Command, Command)> {
        let closes = |(one, other): &(Command, Command)| {
            let both = self.after(one, today).and_then(|after| after.after(other, today));
            both.is_ok_and(|after| after.open_case().is_none())
        };
        pairs_of(&self.finishes(today)).find(closes)
    }

    /// A finish of each step that could be finished at this moment, by somebody who may.
    fn finishes(&self, today: NaiveDate) -> Vec<Command> {
        let finish = |step: usize| {
            let may = |who: &Who| {
                let presser = Presser::on(today, *who, &self.covers);
                self.against_finishing(step, presser, today).is_nothing()
            };
            let who = EVERYBODY.into_iter().filter(|who| self.is_here(*who)).find(may)?;
            Some(Command { who, what: What::Finish { step, validate_only: false, edit: None } })
        };
        (0..self.steps.len()).filter(|step| self.steps[*step].is_open()).filter_map(finish).collect()
    }

    /// A queue with family finding again, alone or as the pair with the review, and a finish that is only asked about.
    pub(super) fn tries_of_the_pair(&self, chance: &mut Rng) -> Option<[Command; 2]> {
        let (step, _) = self.pair_to_come()?;
        let again = self.steps[step].kind.action("family_finding_again");
        let queue = if chance.bool() { vec![(again, false)] } else { vec![(again, false), (again, true)] };
        let queues = self.saving(step, Who::Finder, Edit { queue: Some(queue), ..Edit::default() });
        let asks = What::Finish { step, validate_only: true, edit: None };
        Some([queues, Command { who: Who::Tm, what: asks }])
    }

    /// Somebody absent, or whoever covers them: people press buttons on their days off, too.
    fn stood_in_for(&self, who: Who, chance: &mut Rng, today: NaiveDate) -> Who {
        let mut covers = self.covers.iter();
        let cover = covers.find(|cover| cover.absent == who && cover.days.contains(&today));
        cover.filter(|_| chance.u8(..100) < 60).map_or(who, |cover| cover.by)
    }

    /// What a step lacks first, by somebody who may; or its finish, which the last but one now and then leaves until the last is ready too.
    fn what_moves_on(&self, index: usize, chance: &mut Rng) -> Command {
        if let Some(lacks) = self.what_lacks(index, chance) {
            return lacks;
        }
        let others = (0..self.steps.len()).filter(|other| *other != index && self.steps[*other].is_open());
        if let (&[other], ..75) = (&others.collect::<Vec<_>>()[..], chance.u8(..100))
            && let Some(lacks) = self.what_lacks(other, chance)
        {
            return lacks;
        }
        let who = self.somebody(chance, self.steps[index].kind.finishes);
        let edit = (chance.u8(..100) < 10).then(|| self.edited(index, chance));
        Command { who, what: What::Finish { step: index, validate_only: chance.u8(..100) < 20, edit } }
    }

    fn what_lacks(&self, index: usize, chance: &mut Rng) -> Option<Command> {
        let step = &self.steps[index];
        if step.state == State::Incoming {
            return Some(self.what_takes_up(index, chance));
        }
        if let Some(request) = step.requests.iter().position(|it| it.answer == Answer::Waits)
            && (step.requests[request].asked.blocks || chance.u8(..100) < 30)
        {
            return Some(self.what_answers(index, request, chance));
        }
        let is_written = |number: &usize| *number != 2 || !step.kind.decided;
        let unticked = |number: &usize| is_written(number) && !step.section(*number).ticked;
        let unticked: Vec<usize> = (1..=step.kind.sections).filter(unticked).collect();
        // A report that is given up needs no text.
        let given_up = step.kind.key == "permanency_planning" && chance.u8(..100) < 5;
        if !unticked.is_empty() && !given_up {
            return Some(self.fills(index, &unticked, chance));
        }
        if step.queue.iter().filter(|queued| self.still_counts(queued)).count() == 0 || chance.u8(..100) < 10
        {
            return Some(self.queues(index, chance));
        }
        if let Some(asked) =
            step.kind.requests.iter().find(|asked| asked.must_be_sent && is_needed(step, asked))
        {
            return Some(self.sends(index, asked, chance));
        }
        if chance.u8(..100) < 15 && step.kind.key == "family_finding" {
            return Some(Command { who: Who::Finder, what: What::SendNow(index) });
        }
        None
    }

    fn anything_on(&self, index: usize, chance: &mut Rng) -> Command {
        let step = &self.steps[index];
        match chance.u8(..12) {
            10 => self.passes_on(index, chance),
            11 if !step.requests.is_empty() => {
                let request = chance.usize(..step.requests.len());
                self.passes_a_request_on(index, request, chance)
            }
            0 => Command { who: self.somebody(chance, |_| true), what: What::Start(index) },
            1 => self.queues(index, chance),
            2 if !step.kind.requests.is_empty() => {
                let asked = &step.kind.requests[chance.usize(..step.kind.requests.len())];
                self.sends(index, asked, chance)
            }
            3 if !step.requests.is_empty() => {
                let request = chance.usize(..step.requests.len());
                self.what_answers(index, request, chance)
            }
            4 => Command { who: self.somebody(chance, step.kind.queues), what: What::SendNow(index) },
            5 if chance.u8(..100) < 35 => {
                let who = if chance.u8(..100) < 75 { Who::Ps } else { one_of_all(chance) };
                Command { who, what: What::Cancel(index) }
            }
            6 if !step.requests.is_empty() => {
                let request = chance.usize(..step.requests.len());
                let sender = step.requests[request].sender.whose();
                let who = if chance.u8(..100) < 70 { sender } else { one_of_all(chance) };
                Command { who, what: What::Withdraw { step: index, request } }
            }
            6 | 7 => {
                let who = self.somebody(chance, step.kind.finishes);
                let edit = chance.bool().then(|| self.edited(index, chance));
                Command { who, what: What::Finish { step: index, validate_only: chance.bool(), edit } }
            }
            _ => self.writes(index, chance),
        }
    }

    fn fills(&self, index: usize, sections: &[usize], chance: &mut Rng) -> Command {
        let step = &self.steps[index];
        let who = self.somebody(chance, |who| (step.kind.writes)(sections[0], who));
        let mine = sections.iter().filter(|number| (step.kind.writes)(**number, who));
        let sections = mine.map(|number| (*number, Writing::Fill { decision: None })).collect();
        self.saving(index, who, Edit { sections, ..Edit::default() })
    }

    /// What somebody may want to save with a finish: a section or the queue.
    fn edited(&self, index: usize, chance: &mut Rng) -> Edit {
        let written = if chance.bool() { self.writes(index, chance) } else { self.queues(index, chance) };
        match written.what {
            What::Save(_, edit) => edit,
            _ => Edit::default(),
        }
    }

    /// One section, somehow.
    fn writes(&self, index: usize, chance: &mut Rng) -> Command {
        let step = &self.steps[index];
        let number = chance.usize(1..=step.kind.sections);
        let who = self.somebody(chance, |who| (step.kind.writes)(number, who));
        let texts = self.fields.texts(step.kind.key, number);
        let required: Vec<&String> = step.section(number).required.iter().collect();
        let decided = step.kind.decided && number == 2;
        let writing = match chance.u8(..6) {
            0 if !texts.is_empty() => {
                let field = texts[chance.usize(..texts.len())].clone();
                Writing::Write { field, text: format!("Written anew, {}", chance.u32(..)) }
            }
            1 | 2 if !required.is_empty() => {
                Writing::Clear { field: required[chance.usize(..required.len())].clone() }
            }
            3 => Writing::Tick,
            4 => Writing::Untick,
            _ => Writing::Fill { decision: decided.then(|| chance.bool()) },
        };
        self.saving(index, who, Edit { sections: vec![(number, writing)], ..Edit::default() })
    }

    fn queues(&self, index: usize, chance: &mut Rng) -> Command {
        let step = &self.steps[index];
        let who = self.somebody(chance, step.kind.queues);
        let mut queue = vec![(self.what_follows(index, chance), false)];
        let more = |key: &str| (step.kind.action(key), false);
        match (queue[0].0.key, chance.u8(..100)) {
            ("family_finding_again", pair) if step.kind.key == "family_finding" && pair < 40 => {
                queue.push((step.kind.action("family_finding_again"), true));
            }
            ("match_not_agreed", beside) if beside < 90 => {
                let finding_is_open = self.other_finding_is_open(index);
                let usual = finding_is_open == (beside < 80);
                queue.push(more(if usual { "to_update_plan" } else { "family_finding_again" }));
            }
            ("to_child_in_care_planning", beside) if beside < 40 => queue.push(more("to_panel")),
            ("family_not_agreed", beside) if step.kind.key == "information_sharing" && beside < 40 => {
                queue.push(more("to_child_in_care_planning"));
            }
            ("to_placement", beside) if beside < 70 => queue.push(more("to_child_in_care_planning")),
            (_, beside) if beside < 5 => queue.clear(),
            _ => {}
        }
        self.saving(index, who, Edit { queue: Some(queue), ..Edit::default() })
    }

    /// Half of what is chosen leads the child on to a placement; else cases would end before they come to anything.
    fn what_follows(&self, index: usize, chance: &mut Rng) -> &'static Action {
        let step = &self.steps[index];
        let actions: &'static [Action] = step.kind.actions;
        let onward = match step.kind.key {
            "family_finding" if step.for_review => "review_recorded",
            "family_finding" => "to_information_sharing",
            "information_sharing" if self.other_finding_is_open(index) && chance.bool() => {
                "family_finding_again"
            }
            "information_sharing" if chance.u8(..100) < 25 => "to_child_in_care_planning",
            "information_sharing" if self.ratified.is_some() => "to_placement",
            _ => actions[0].key,
        };
        if chance.bool() { step.kind.action(onward) } else { &actions[chance.usize(..actions.len())] }
    }

    fn sends(&self, index: usize, asked: &'static Asked, chance: &mut Rng) -> Command {
        let step = &self.steps[index];
        let completer = step.completer_of("authorise_report").filter(|_| asked.key == "confirm_quality");
        let who = match (completer.map(Act::whose), step.holder) {
            (None, _) => self.somebody(chance, asked.sends),
            (Some(who), _) if self.is_here(who) => who,
            // Who authorised it has left: who has the step in hand takes over.
            (Some(_), Holder::Person(holder)) if (asked.sends)(holder) && self.is_here(holder) => holder,
            _ => return self.gives_the_step_to_another(index, chance),
        };
        let to = match asked.to {
            To::QaagInbox => Holder::QaagInbox,
            To::Answerer => Holder::Person(self.somebody(chance, asked.answers)),
            To::Anyone => Holder::Person(EVERYBODY[chance.usize(..EVERYBODY.len())]),
        };
        self.saving(index, who, Edit { send: Some((asked, to)), ..Edit::default() })
    }

    /// An answer, or what is to be decided before it.
    fn what_answers(&self, index: usize, request: usize, chance: &mut Rng) -> Command {
        let step = &self.steps[index];
        let asking = &step.requests[request];
        let undecided =
            step.kind.decided && step.against_the_decision().is_some() && step.state == State::Started;
        if undecided && chance.u8(..100) < 90 {
            let agrees = step.queue.iter().any(|it| ["adm_agrees", "match_agreed"].contains(&it.action.key));
            let decision = Some(agrees != (chance.u8(..100) < 15));
            let sections = vec![(2, Writing::Fill { decision })];
            let is_asked = |who: Who| who.is_adm() && asking.to == Holder::Person(who);
            let asked_only = chance.u8(..100) < 80 && EVERYBODY.into_iter().any(is_asked);
            let who = self.somebody(chance, |who| if asked_only { is_asked(who) } else { who.is_adm() });
            return self.saving(index, who, Edit { sections, ..Edit::default() });
        }
        if let Some(passed) = self.what_passes_on_first(index, request, chance) {
            return passed;
        }
        // Now and then somebody would rather answer what they sent themselves.
        let own = chance.u8(..100) < 4;
        let who = if own { asking.sender.whose() } else { self.in_whose_hands(asking.to, chance) };
        if chance.u8(..100) < 8 {
            return Command { who, what: What::Return { step: index, request } };
        }
        let text = step.text_of(asking.asked);
        let text = if chance.u8(..100) < 5 { text.saturating_sub(1) } else { text };
        Command { who, what: What::Complete { step: index, request, text } }
    }

    /// A save right after the step was read.
    fn saving(&self, index: usize, who: Who, mut edit: Edit) -> Command {
        edit.read =
            edit.sections.iter().map(|(number, _)| self.steps[index].section(*number).version).collect();
        edit.queue_read = self.steps[index].queue_texts;
        Command { who, what: What::Save(index, edit) }
    }

    /// One of those who may; who has left only where nobody else may.
    pub(super) fn somebody(&self, chance: &mut Rng, may: impl Fn(Who) -> bool) -> Who {
        let all: Vec<Who> = EVERYBODY.into_iter().filter(|who| may(*who)).collect();
        let here: Vec<Who> = all.iter().copied().filter(|who| self.is_here(*who)).collect();
        let those = if here.is_empty() { all } else { here };
        those[chance.usize(..those.len())]
    }
}

/// Any two of them, in their order.
fn pairs_of(commands: &[Command]) -> impl Iterator<Item = (Command, Command)> {
    let all = commands.iter().enumerate();
    all.flat_map(|(index, one)| commands[index + 1..].iter().map(|other| (one.clone(), other.clone())))
}

fn is_needed(step: &Step, asked: &Asked) -> bool {
    !matches!(step.standing(asked.key).map(|it| it.answer), Some(Answer::Waits | Answer::Completed(..)))
}

/// One of them; none where there is none.
pub(super) fn one_of<'a, T>(chance: &mut Rng, all: &'a [T]) -> Option<&'a T> {
    (!all.is_empty()).then(|| &all[chance.usize(..all.len())])
}
