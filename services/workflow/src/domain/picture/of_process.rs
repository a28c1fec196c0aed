//! The picture of a process.

use super::{Edge, Node, NodeKind, Picture, Standing, Way};
use crate::domain::process::{Holder, NextActionType, PassesTo, Process, StepType, list};

/// Where the steps begin among the nodes: before them is only the beginning.
const FIRST_STEP: usize = 1;

impl Picture {
    /// A process with all its steps and what follows them, and the way of a case through it.
    pub fn of(process: &Process, way: Option<&Way>) -> Self {
        let mut picture = Self {
            title: process.title.clone(),
            nodes: vec![begin(way)],
            edges: Vec::new(),
            shows_a_way: way.is_some(),
        };
        picture.nodes.extend(process.steps.iter().map(|step| of_step(step, way)));
        picture.edges.extend(first_step(process, way));
        for (place, step) in process.steps.iter().enumerate() {
            for action in &step.next_actions {
                picture.follow(process, FIRST_STEP + place, step, action, way);
            }
        }
        picture
    }

    fn follow(
        &mut self,
        process: &Process,
        from: usize,
        step: &StepType,
        action: &NextActionType,
        way: Option<&Way>,
    ) {
        let taken = way.map_or(0, |way| way.taken(&step.key, &action.key));
        let to = match &action.leads_to {
            Some(next) => place_of(process, next),
            None => {
                self.nodes.push(end(action, taken));
                Some(self.nodes.len() - 1)
            }
        };
        let Some(to) = to else { return };
        let label =
            if action.title == self.nodes[to].title[..] { String::new() } else { action.title.to_string() };
        let passes_to = action.passes_to.as_ref().map(said).unwrap_or_default();
        self.edges.push(Edge { from, to, label, passes_to, early: action.may_be_sent_immediately, taken });
    }
}

fn begin(way: Option<&Way>) -> Node {
    let standing = Standing { finished: usize::from(way.is_some()), ..Standing::default() };
    Node { kind: NodeKind::Begin, title: "Beginning".to_owned(), detail: String::new(), standing }
}

fn first_step(process: &Process, way: Option<&Way>) -> Option<Edge> {
    let to = place_of(process, &process.begins_with)?;
    let taken = usize::from(way.is_some());
    Some(Edge { from: 0, to, label: String::new(), passes_to: String::new(), early: false, taken })
}

fn of_step(step: &StepType, way: Option<&Way>) -> Node {
    Node {
        kind: NodeKind::Step,
        title: step.title.to_string(),
        detail: format!("finished by {}", people(&step.finished_by)),
        standing: way.map(|way| way.standing(&step.key)).unwrap_or_default(),
    }
}

fn end(action: &NextActionType, taken: usize) -> Node {
    let title = match &action.outcome {
        Some(outcome) => sentence(outcome),
        None => "This line ends".to_owned(),
    };
    let standing = Standing { finished: taken, ..Standing::default() };
    Node { kind: NodeKind::End, title, detail: String::new(), standing }
}

fn place_of(process: &Process, key: &str) -> Option<usize> {
    process.steps.iter().position(|step| step.key == *key).map(|place| FIRST_STEP + place)
}

fn said(passes_to: &PassesTo) -> String {
    match passes_to {
        PassesTo::Inbox(name) => name.to_string(),
        PassesTo::Allocated(holder) => people(std::slice::from_ref(holder)),
        PassesTo::Found(roles) => words(&list(roles)),
    }
}

fn people(holders: &[Holder]) -> String {
    words(&list(holders))
}

/// What this field says letter by letter.
const ACRONYMS: [&str; 4] = ["ADM", "IRO", "LGM", "QAAG"];

/// Names of roles, as people say them: `TEAM_MANAGER` as "team manager".
fn words(roles: &str) -> String {
    let said = |word: &str| if ACRONYMS.contains(&word) { word.to_owned() } else { word.to_lowercase() };
    roles.split(['_', ' ']).map(said).collect::<Vec<_>>().join(" ")
}

/// `CHILD_PLACED` as "Child placed".
fn sentence(key: &str) -> String {
    let words = words(key);
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
