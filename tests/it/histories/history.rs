//! One child's history: somebody presses something, the model says what must come of it, and both are compared.

use super::command::{Command, What};
use super::folders::Folders;
use super::london::london_date;
use super::message::{Message, Reply};
use super::refusal::said;
use super::shown::Shown;
use super::state::Model;
use chrono::NaiveDate;
use contracts::workflow::v1::Workstep;
use fastrand::Rng;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tests::council::Council;
use tonic::{Code, Status};

/// After faults stop, all services agree about a case within this (invariant 20).
pub(super) const AGREE_WITHIN: Duration = Duration::from_secs(5);

pub(super) struct History {
    pub(super) council: Arc<Council>,
    pub(super) child_id: String,
    pub(super) model: Model,
    seed: u64,
    turns: u64,
    chance: Rng,
    pub(super) shown: Shown,
    /// What was pressed, and what came of it.
    told: Vec<String>,
    /// The entries of the cases' timelines when they were last looked at.
    timelines: BTreeMap<String, Vec<String>>,
    pub(super) texts: u64,
}

/// A command on its way.
struct Sent {
    command: Command,
    message: Message,
    answer: Result<Reply, Status>,
}

impl History {
    pub(super) fn of(council: Arc<Council>, child_id: String, model: Model, seed: u64) -> Self {
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
            timelines: BTreeMap::new(),
            texts: 0,
        }
    }

    /// Somebody presses something, or two do at once.
    pub(super) async fn turn(&mut self) {
        // Each turn has its own chances: how the one before came out changes none of them.
        self.turns += 1;
        self.chance = Rng::with_seed(self.seed.wrapping_add(self.turns.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        if self.chance.u8(..100) < 8 {
            self.race().await;
        } else {
            self.one_after_the_other().await;
        }
    }

    async fn one_after_the_other(&mut self) {
        let today = self.today();
        let command = self.model.somebody_presses(&mut self.chance, today);
        let message = self.message(&command).await;
        let answer = self.sent(&command, &message).await;
        let sent = Sent { command, message, answer };
        self.tell(&sent);
        let Some(after) = self.after(&self.model, &sent, true) else {
            let believed = self.model.after(&sent.command, self.today());
            self.disagree(&format!("believed {:?}", believed.err()))
        };
        // What stands on record is looked at now and then, and at the end: whatever was written wrongly shows then too.
        let (looks, repeats) = (self.chance.u8(..5) == 0, self.chance.u8(..100) < 6);
        match &sent.answer {
            _ if looks => self.settles_on(vec![after], &[&sent]).await,
            Ok(reply) => self.believes(after, &sent.command, reply),
            Err(_) => {}
        }
        if repeats {
            self.again(&sent).await;
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

    /// Whoever lost the answer asks again with the same id.
    async fn sent(&mut self, command: &Command, message: &Message) -> Result<Reply, Status> {
        let person = command.who.person(&self.council);
        if self.chance.u8(..100) < 5 {
            let patience = Duration::from_micros(self.chance.u64(..6_000));
            if let Ok(answer) = tokio::time::timeout(patience, message.send(person)).await {
                return answer;
            }
        }
        message.send(person).await
    }

    /// A repeat gets the first answer; a refused command is only decided again.
    async fn again(&mut self, sent: &Sent) {
        let Ok(first) = &sent.answer else { return };
        let repeated = sent.message.send(sent.command.who.person(&self.council)).await;
        match repeated {
            Ok(answer) if answer == *first => {}
            other => self.disagree(&format!("a repeat was answered {other:?}")),
        }
    }

    async fn race(&mut self) {
        let today = self.today();
        let one = self.model.somebody_presses(&mut self.chance, today);
        let other = self.model.somebody_presses(&mut self.chance, today);
        let (first, second) = (self.message(&one).await, self.message(&other).await);
        let council = self.council.clone();
        let (first_answer, second_answer) =
            tokio::join!(first.send(one.who.person(&council)), second.send(other.who.person(&council)));
        let one = Sent { command: one, message: first, answer: first_answer };
        let other = Sent { command: other, message: second, answer: second_answer };
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
            && nothing_came_of_it(sent, &said(refused), alone)
        {
            return Some(model.clone());
        }
        match (model.after(&sent.command, self.today()), &sent.answer) {
            (Ok(mut after), Ok(reply)) => after.learns(&reply.new_ids()).then_some(after),
            (Err(against), Err(refused)) => {
                let all = alone && matches!(sent.command.what, What::Finish { edit: None, .. });
                against.is_what_is_said(refused, all).then(|| model.clone())
            }
            _ => None,
        }
    }

    /// Waits until the services show one of these.
    async fn settles_on(&mut self, plausible: Vec<Model>, sent: &[&Sent]) {
        let begun = Instant::now();
        let touched: Vec<usize> = sent.iter().filter_map(|it| it.command.step()).collect();
        let known = self.model.steps.len();
        loop {
            let mut disagreement = String::new();
            for model in &plausible {
                let steps = touched.iter().copied().chain(known..model.steps.len());
                match self.shows(model, steps).await {
                    Ok(shown) => {
                        self.model = model.clone();
                        self.note(shown);
                        return;
                    }
                    Err(what) => disagreement = what,
                }
            }
            if begun.elapsed() > AGREE_WITHIN {
                self.disagree(&disagreement);
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }

    async fn shows(
        &self,
        model: &Model,
        steps: impl Iterator<Item = usize>,
    ) -> Result<Vec<(usize, Workstep)>, String> {
        let mut all = Vec::new();
        for index in steps {
            let step = &model.steps[index];
            let shown = self.council.iro.open(&step.id).await.map_err(|it| format!("{it:?}"))?;
            step.is_shown_by(&shown, model, &self.council)
                .map_err(|what| format!("{} {}: {what}", step.kind.key, step.id))?;
            all.push((index, shown));
        }
        Ok(all)
    }

    fn note(&mut self, shown: Vec<(usize, Workstep)>) {
        for (index, step) in shown {
            self.shown.note(&self.model.steps[index], index, step);
        }
    }

    /// Whether everything that anybody sees is as the model believes.
    pub(super) async fn is_what_everybody_sees(&self, folders: &Folders) -> Result<(), String> {
        let agrees = self.model.is_what_everybody_sees(&self.child_id, &self.council, folders, self.today());
        agrees.await.map_err(|what| self.told_to(&what))
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

    /// How far the child came.
    pub(super) fn outcomes(&self) -> impl Iterator<Item = &'static str> {
        self.model.cases.iter().filter_map(|case| case.outcome)
    }

    /// How many steps there are.
    pub(super) fn steps(&self) -> usize {
        self.model.steps.len()
    }

    /// How many commands were accepted, of how many.
    pub(super) fn accepted(&self) -> (usize, usize) {
        (self.told.iter().filter(|line| line.ends_with("done")).count(), self.told.len())
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
        self.told.push(format!("{:?} {about}: {came_of_it}", sent.command));
    }

    pub(super) fn disagree(&self, what: &str) -> ! {
        panic!("{}", self.told_to(what))
    }

    fn told_to(&self, what: &str) -> String {
        format!("child {}: {what}\nafter\n{}", self.child_id, self.told.join("\n"))
    }
}

/// Whether another one was faster, so that it is to be asked again; what changes hands stands or falls as a whole, and news of
/// it may always be faster.
fn nothing_came_of_it(sent: &Sent, said: &[String], alone: bool) -> bool {
    (!alone && said == ["CONTENDED"]) || (sent.command.changes_hands() && said == ["ETAG_STALE"])
}
