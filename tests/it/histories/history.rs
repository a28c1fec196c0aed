//! One child's history: somebody presses something, the model says what must come of it, and both are compared.

use super::cast::Cast;
use super::command::{Command, What};
use super::folders::Folders;
use super::holding::Held;
use super::london::london_date;
use super::message::{Answered, Message, Reply};
use super::refusal::{STALE, said};
use super::shown::Shown;
use super::state::Model;
use super::tried::Tried;
use chrono::NaiveDate;
use contracts::workflow::v1::Workstep;
use fastrand::Rng;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tonic::{Code, Status};

/// After faults stop, all services agree about a case within this (invariant 20).
pub(super) const AGREE_WITHIN: Duration = Duration::from_secs(5);

/// How many accepted commands are remembered, to be repeated.
const REMEMBERED: usize = 10;

pub(super) struct History {
    pub(super) council: Arc<Cast>,
    pub(super) child_id: String,
    pub(super) model: Model,
    seed: u64,
    turns: u64,
    pub(super) chance: Rng,
    pub(super) shown: Shown,
    /// What was pressed, and what came of it.
    told: Vec<String>,
    pub(super) tried: Tried,
    /// What was accepted last, the newest first.
    pub(super) accepted: VecDeque<Sent>,
    /// The entries of the cases' timelines when they were last looked at.
    timelines: BTreeMap<String, Vec<String>>,
}

/// In what the services show something else than a model believes.
enum Unlike {
    /// What the service that shows it wrote by itself.
    Surely(String),
    /// What another service wrote: it may be on its way.
    Yet(String),
}

/// A command on its way.
pub(super) struct Sent {
    pub(super) command: Command,
    pub(super) message: Message,
    pub(super) answer: Result<Reply, Status>,
}

impl History {
    pub(super) fn of(council: Arc<Cast>, child_id: String, model: Model, seed: u64) -> Self {
        let chance = Rng::with_seed(seed);
        Self {
            council,
            child_id,
            model,
            seed,
            turns: 0,
            chance,
            shown: Shown::default(),
            told: Vec::new(),
            tried: Tried::nothing(),
            accepted: VecDeque::new(),
            timelines: BTreeMap::new(),
        }
    }

    /// Somebody presses something, or two do at once.
    pub(super) async fn turn(&mut self) {
        // Each turn has its own chances: how the one before came out changes none of them.
        self.turns += 1;
        self.chance = Rng::with_seed(self.seed.wrapping_add(self.turns.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        let today = self.today();
        if self.chance.u8(..100) < 8 {
            self.race().await;
        } else if let (Some(last), ..70) = (self.model.two_last_finishes(today), self.chance.u8(..100)) {
            self.tried.were_the_last_two();
            self.race_of(last).await;
        } else {
            self.one_after_the_other().await;
        }
    }

    async fn one_after_the_other(&mut self) {
        let today = self.today();
        let command = self.model.somebody_presses(&mut self.chance, today);
        self.comes_about(command).await;
    }

    /// Somebody tries whether the pair is due, on this day.
    pub(super) async fn tries_the_pair(&mut self) {
        for command in self.model.tries_of_the_pair(&mut self.chance).into_iter().flatten() {
            self.comes_about(command).await;
        }
    }

    /// Somebody presses it, and what the model says comes of it.
    async fn comes_about(&mut self, command: Command) {
        let sent = self.pressed(command).await;
        self.tell(&sent);
        let Some(after) = self.after(&self.model, &sent, true) else {
            let believed = self.model.after(&sent.command, self.today());
            self.disagree(&format!("believed {:?}", believed.err()))
        };
        if let Ok(reply) = &sent.answer
            && let Err(what) = after.is_told_by(&self.model, &sent.command, reply, &self.council)
        {
            self.disagree(&what)
        }
        // What stands on record is looked at now and then, and at the end: whatever was written wrongly shows then too.
        let (looks, repeats) = (self.chance.u8(..5) == 0, self.chance.u8(..100) < 6);
        match &sent.answer {
            _ if looks => self.settles_on(vec![after], &[&sent]).await,
            Ok(reply) => self.believes(after, &sent.command, reply),
            Err(_) => {}
        }
        if sent.answer.is_ok() && !sent.command.only_asks() {
            self.accepted.truncate(REMEMBERED - 1);
            self.accepted.push_front(sent);
        }
        if repeats {
            self.again().await;
            self.another_under_the_same_id().await;
        }
    }

    /// Takes what was answered for what stands there now.
    fn believes(&mut self, after: Model, command: &Command, reply: &Reply) {
        self.model = after;
        let Some(index) = command.step() else { return };
        match reply {
            Reply::Started(it) => {
                let shown = it.workstep.clone().unwrap_or_default();
                if let Err(what) = self.model.steps[index].is_shown_by(&shown, &self.model, &self.council) {
                    self.disagree(&what);
                }
                self.note(vec![(index, shown)]);
            }
            Reply::Saved(it) => self.shown.note_saved(&self.model.steps[index], index, it),
            Reply::Sent(it) => self.shown.note_queue(&self.model.steps[index], index, &it.queue_etag),
            _ => {}
        }
    }

    /// Presses it, and once more for as long as a service has yet to hear of what came before.
    async fn pressed(&mut self, command: Command) -> Sent {
        let begun = Instant::now();
        loop {
            let message = self.message(&command).await;
            let answer = self.sent(&command, &message).await;
            let sent = Sent { command: command.clone(), message, answer };
            if !self.is_yet_to_be_heard(&sent) || begun.elapsed() > AGREE_WITHIN {
                return sent;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// News came between the reading and the pressing; or workflow could not hear in time of the answers that it waits for.
    fn is_yet_to_be_heard(&self, sent: &Sent) -> bool {
        let Err(refused) = &sent.answer else { return false };
        let said = said(refused);
        match sent.command.what {
            What::Finish { .. } | What::Save(..) => {
                let believed = self.model.after(&sent.command, self.today());
                believed.is_err_and(|against| against.is_yet_to_be_heard(&said))
            }
            _ => sent.command.changes_hands() && said == [STALE],
        }
    }

    /// Whoever lost the answer, or gave up waiting, asks again with the same id.
    async fn sent(&mut self, command: &Command, message: &Message) -> Result<Reply, Status> {
        let person = command.who.person(&self.council);
        if self.chance.u8(..100) < 5 {
            let patience = Duration::from_micros(self.chance.u64(..6_000));
            if let Ok(Answered { answer, again }) = tokio::time::timeout(patience, message.send(person)).await
            {
                self.tried.was_unanswered(again);
                return answer;
            }
        }
        let Answered { answer, again } = message.send(person).await;
        self.tried.was_unanswered(again);
        answer
    }

    async fn race(&mut self) {
        let today = self.today();
        let finishes = if self.chance.bool() { self.model.two_finishes(today) } else { None };
        let mut presses = || self.model.somebody_presses(&mut self.chance, today);
        let both = finishes.unwrap_or_else(|| (presses(), presses()));
        self.race_of(both).await;
    }

    async fn race_of(&mut self, (one, other): (Command, Command)) {
        if let (What::Ratify, What::Ratify) = (&one.what, &other.what) {
            // Nothing that is shown says which of the two stands.
            return self.comes_about(one).await;
        }
        let (first, second) = (self.message(&one).await, self.message(&other).await);
        let council = self.council.clone();
        let held =
            if self.chance.bool() { Some(Held::steps_of(&self.child_id, &council).await) } else { None };
        let (to_one, to_other, ()) = tokio::join!(
            first.send(one.who.person(&council)),
            second.send(other.who.person(&council)),
            async {
                if let Some(held) = held {
                    held.until_two_wait().await;
                }
            }
        );
        self.tried.was_unanswered(to_one.again);
        self.tried.was_unanswered(to_other.again);
        let one = Sent { command: one, message: first, answer: to_one.answer };
        let other = Sent { command: other, message: second, answer: to_other.answer };
        self.tell(&one);
        self.tell(&other);
        let in_order = |first: &Sent, second: &Sent| {
            let between = self.after(&self.model, first, false)?;
            self.after(&between, second, false)
        };
        let plausible: Vec<Model> =
            [in_order(&one, &other), in_order(&other, &one)].into_iter().flatten().collect();
        if plausible.is_empty() {
            self.disagree("the two came about in neither order");
        }
        self.settles_on(plausible, &[&one, &other]).await;
    }

    fn today(&self) -> NaiveDate {
        london_date(self.council.suite.clock().now())
    }

    /// What the model comes to, if that is how the services answered.
    fn after(&self, model: &Model, sent: &Sent, alone: bool) -> Option<Model> {
        if let Err(refused) = &sent.answer
            && !alone
            && nothing_came_of_it(sent, &said(refused))
        {
            return Some(model.clone());
        }
        match (model.after(&sent.command, self.today()), &sent.answer) {
            (Ok(mut after), Ok(reply)) => after.learns(&reply.new_ids()).then_some(after),
            (Err(against), Err(refused)) => against.is_what_is_said(refused, alone).then(|| model.clone()),
            _ => None,
        }
    }

    /// Waits until the services show one of these.
    async fn settles_on(&mut self, plausible: Vec<Model>, sent: &[&Sent]) {
        let begun = Instant::now();
        let touched: Vec<usize> = sent.iter().filter_map(|it| it.command.step()).collect();
        let known = self.model.steps.len();
        loop {
            let (mut disagreement, mut on_its_way) = (String::new(), false);
            for model in &plausible {
                let steps = touched.iter().copied().chain(known..model.steps.len());
                match self.shows(model, steps).await {
                    Ok(shown) => {
                        self.model = model.clone();
                        self.note(shown);
                        return;
                    }
                    Err(Unlike::Surely(what)) => disagreement = what,
                    Err(Unlike::Yet(what)) => (disagreement, on_its_way) = (what, true),
                }
            }
            // What a service wrote itself stands there from its answer on; of others' answers it hears.
            if !on_its_way || begun.elapsed() > AGREE_WITHIN {
                self.disagree(&disagreement);
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }

    async fn shows(
        &self,
        model: &Model,
        steps: impl Iterator<Item = usize>,
    ) -> Result<Vec<(usize, Workstep)>, Unlike> {
        let mut all = Vec::new();
        for index in steps {
            let step = &model.steps[index];
            let named = |what: String| format!("{} {}: {what}", step.kind.key, step.id);
            let shown = self.council.iro.open(&step.id).await;
            let shown = shown.map_err(|it| Unlike::Surely(named(format!("{it:?}"))))?;
            let by_itself = step.is_itself_shown_by(&shown, model, &self.council);
            by_itself.map_err(|what| Unlike::Surely(named(what)))?;
            step.has_the_answers_of(&shown).map_err(|what| Unlike::Yet(named(what)))?;
            all.push((index, shown));
        }
        Ok(all)
    }

    fn note(&mut self, shown: Vec<(usize, Workstep)>) {
        for (index, step) in shown {
            self.shown.note(&self.model.steps[index], index, step);
        }
    }

    /// Whether what is on record is as the model believes, whoever looks.
    pub(super) async fn is_what_is_on_record(&self) -> Result<(), String> {
        let agrees = self.model.is_what_is_on_record(&self.child_id, &self.council).await;
        agrees.map_err(|what| self.told_to(&what))
    }

    /// Whether it is in the folders where the model believes it to be.
    pub(super) fn is_in_the_folders(&self, folders: &Folders) -> Result<(), String> {
        let agrees = self.model.is_in_the_folders(&self.child_id, &self.council, folders, self.today());
        agrees.map_err(|what| self.told_to(&what))
    }

    /// What is told of the child's cases must be told for ever, in its order.
    pub(super) async fn remembers(&mut self) {
        for case in &self.model.cases {
            let told = self.council.timeline(&case.id).await;
            let told: Vec<String> = told.into_iter().map(|entry| entry.entry_id).collect();
            let before = self.timelines.insert(case.id.clone(), told.clone()).unwrap_or_default();
            // What is heard late comes between, at its own time.
            let mut now = told.iter();
            if !before.iter().all(|entry| now.any(|it| it == entry)) {
                self.disagree(&format!("the timeline once told {before:?}, now it is {told:?}"));
            }
        }
    }

    fn tell(&mut self, sent: &Sent) {
        let about = sent.command.step().map(|step| self.model.steps[step].kind.key).unwrap_or_default();
        let came_of_it = match &sent.answer {
            Ok(_) => "done".to_owned(),
            Err(refused) => {
                let defect = matches!(refused.code(), Code::Internal | Code::Unknown | Code::Unavailable);
                assert!(!defect, "{refused:?}\n{}", self.told.join("\n"));
                said(refused).join(", ")
            }
        };
        let refused = sent.answer.as_ref().err();
        self.tried.count(sent.command.rpc(), refused.map(said).unwrap_or_default());
        self.told.push(format!("{:?} {about}: {came_of_it}", sent.command));
    }

    pub(super) fn disagree(&self, what: &str) -> ! {
        panic!("{}", self.told_to(what))
    }

    fn told_to(&self, what: &str) -> String {
        format!("child {}: {what}\nafter\n{}", self.child_id, self.told.join("\n"))
    }
}

/// Whether another one was faster, so that it is to be asked again; what changes hands stands or falls as a whole.
fn nothing_came_of_it(sent: &Sent, said: &[String]) -> bool {
    said == ["CONTENDED"] || (sent.command.changes_hands() && said == [STALE])
}
