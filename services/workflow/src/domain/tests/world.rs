//! A council in memory: its people, one child, and whatever the decisions write.

use crate::domain::{
    case::{Case, Progress},
    change::{CaseWrite, Change, RatificationEnd},
    fact::{Fact, TimelineEntry, TimelineKind, Told},
    found::{Found, FoundForAnswer, FoundToOpen, FoundToRatify},
    moment::Moment,
    people::{Actor, Assignee, Child, Covered, Inbox, Person},
    process::{LONG_TERM_FOSTERING, Process},
    ratification::Ratification,
    section::Section,
    step::Step,
};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::{directory::v1::AllocationRole, r#type::v1::Role};
use std::{
    cell::Cell,
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};
use uuid::Uuid;

/// The council of the tests. People are known by short names, as `sw` for the child's social worker.
pub(super) struct World {
    pub process: Arc<Process>,
    pub now: DateTime<Utc>,
    pub child: Child,
    pub allocations: BTreeMap<AllocationRole, Uuid>,
    pub inboxes: Vec<Inbox>,
    pub people: BTreeMap<&'static str, Actor>,
    pub gone: Vec<&'static str>,
    /// Who is covered, and by whom.
    pub covers: Vec<(&'static str, &'static str)>,
    pub case: Option<Case>,
    pub steps: BTreeMap<Uuid, Step>,
    pub ratification: Option<Ratification>,
    pub timeline: Vec<TimelineEntry>,
    pub told: Vec<Told>,
    last_id: Cell<u128>,
}

pub(super) const QAAG: &str = "CS QAAG – Inbox";
pub(super) const FINDERS: &str = "CS Permanence Family Finders – Inbox";

impl World {
    /// A council with the long-term fostering process and A's own child.
    pub(super) fn new() -> Self {
        static PROCESS: LazyLock<Arc<Process>> =
            LazyLock::new(|| Arc::new(Process::load(LONG_TERM_FOSTERING).expect("the process is right")));
        Self::running(PROCESS.clone())
    }

    /// A council with another process.
    pub(super) fn running(process: Arc<Process>) -> Self {
        let mut world = Self {
            process,
            now: "2026-01-05T09:30:00Z".parse().expect("an instant"),
            child: Child {
                id: "3549863".to_owned(),
                first_name: "Chloe".to_owned(),
                surname: "Smith".to_owned(),
                gender: "Female".to_owned(),
                date_of_birth: NaiveDate::from_ymd_opt(2018, 5, 4),
            },
            allocations: BTreeMap::new(),
            inboxes: Vec::new(),
            people: BTreeMap::new(),
            gone: Vec::new(),
            covers: Vec::new(),
            case: None,
            steps: BTreeMap::new(),
            ratification: None,
            timeline: Vec::new(),
            told: Vec::new(),
            last_id: Cell::new(1000),
        };
        let qaag = world.inbox(QAAG);
        let finders = world.inbox(FINDERS);
        world.person("sw", &[Role::SocialWorker], &[]);
        world.person("other_sw", &[Role::SocialWorker], &[]);
        world.person("iro", &[Role::IndependentReviewingOfficer], &[]);
        world.person("ps", &[Role::PracticeSupervisor], &[]);
        world.person("tm", &[Role::TeamManager], &[]);
        world.person("qaag", &[Role::QaagWorker], &[qaag]);
        world.person("qaag2", &[Role::QaagWorker], &[qaag]);
        world.person("adm", &[Role::AgencyDecisionMaker], &[]);
        world.person("finder", &[Role::FamilyFinder], &[finders]);
        world.person("reviewer", &[Role::FamilyFinder], &[finders]);
        world.allocate(AllocationRole::SocialWorker, "sw");
        world.allocate(AllocationRole::Supervisor, "ps");
        world.allocate(AllocationRole::IndependentReviewingOfficer, "iro");
        world
    }

    pub(super) fn person(&mut self, name: &'static str, roles: &[Role], inboxes: &[Uuid]) -> Uuid {
        let worker_id = self.new_id();
        let (roles, inboxes) = (roles.to_vec(), inboxes.to_vec());
        let actor = Actor { worker_id, roles, inboxes, ..Actor::default() };
        self.people.insert(name, actor);
        worker_id
    }

    pub(super) fn inbox(&mut self, name: &str) -> Uuid {
        let id = self.new_id();
        self.inboxes.push(Inbox { id, name: name.to_owned() });
        id
    }

    pub(super) fn allocate(&mut self, role: AllocationRole, who: &str) {
        self.allocations.insert(role, self.id(who));
    }

    pub(super) fn id(&self, who: &str) -> Uuid {
        self.people[who].worker_id
    }

    pub(super) fn worker(&self, who: &str) -> Assignee {
        Assignee::Worker(self.id(who))
    }

    pub(super) fn inbox_named(&self, name: &str) -> Assignee {
        let inbox = self.inboxes.iter().find(|inbox| inbox.name == name);
        Assignee::Inbox(inbox.expect("there is such an inbox").id)
    }

    fn new_id(&self) -> Uuid {
        self.last_id.set(self.last_id.get() + 1);
        Uuid::from_u128(self.last_id.get())
    }

    /// Decides something now.
    pub(super) fn decide<T>(&self, decision: impl FnOnce(Moment) -> T) -> T {
        decision(Moment::new(self.now, &|| self.new_id()))
    }

    pub(super) fn on(&mut self, date: &str) {
        self.now = format!("{date}T12:00:00Z").parse().expect("a date");
    }

    fn actor(&self, who: &str) -> Actor {
        let actor = self.people[who].clone();
        let covered = self.covers.iter().filter(|(_, covering)| *covering == who);
        let covers = covered.map(|(covered, _)| self.covered(covered)).collect();
        Actor { relations: self.relations(actor.worker_id), covers, ..actor }
    }

    fn covered(&self, who: &str) -> Covered {
        let Actor { worker_id, roles, inboxes, .. } = self.people[who].clone();
        Covered { worker_id, roles, inboxes, relations: self.relations(worker_id) }
    }

    fn relations(&self, worker_id: Uuid) -> Vec<AllocationRole> {
        let of_worker = self.allocations.iter().filter(|(_, worker)| **worker == worker_id);
        of_worker.map(|(role, _)| *role).collect()
    }

    pub(super) fn found(&self, who: &str, step: Uuid) -> Found {
        let step = self.steps[&step].clone();
        let directory = self.people.iter().map(|(name, actor)| {
            (actor.worker_id, Person { active: !self.gone.contains(name), roles: actor.roles.clone() })
        });
        Found {
            process: self.process.clone(),
            case: self.case.clone().expect("a case"),
            sources: self.sources(&step),
            step,
            actor: self.actor(who),
            child: self.child.clone(),
            allocations: self.allocations.clone(),
            inboxes: self.inboxes.clone(),
            people: directory.collect(),
            ratification: self.ratification.clone(),
        }
    }

    pub(super) fn found_to_open(&self, who: &str) -> FoundToOpen {
        let open = self.case.as_ref().filter(|case| case.closed.is_none());
        FoundToOpen {
            process: self.process.clone(),
            process_version: 1,
            actor: self.actor(who),
            child: self.child.clone(),
            open_case: open.map(|case| case.id),
        }
    }

    pub(super) fn found_for_answer(&self, step: Uuid) -> FoundForAnswer {
        FoundForAnswer { process: self.process.clone(), step: self.steps[&step].clone() }
    }

    pub(super) fn found_to_ratify(&self, who: &str) -> FoundToRatify {
        FoundToRatify {
            actor: self.actor(who),
            child: self.child.clone(),
            standing: self.ratification.clone().filter(|one| one.ended.is_none()),
            open_case: self.case.as_ref().filter(|case| case.closed.is_none()).map(|case| case.id),
        }
    }

    fn sources(&self, step: &Step) -> BTreeMap<(String, i32), Section> {
        let step_type = self.process.step(&step.kind).expect("a kind");
        let mut sources = BTreeMap::new();
        for copies in step_type.copies() {
            let latest =
                self.steps.values().filter(|one| copies.step == *one.kind).max_by_key(|one| one.arrived);
            for section in latest.iter().flat_map(|step| &step.sections) {
                sources.insert((copies.step.to_string(), section.number), section.clone());
            }
        }
        sources
    }

    /// Writes a change as the store does: guarded by the versions that were decided on.
    pub(super) fn apply(&mut self, change: Change) {
        match change.case {
            CaseWrite::Untouched => {}
            CaseWrite::Opened(case) => self.case = Some(case),
            CaseWrite::Locked { id, expected_version, closes } => {
                let case = self.case.as_mut().filter(|case| case.id == id).expect("the case");
                assert_eq!(case.version, expected_version, "somebody else wrote the case first");
                assert_eq!(case.closed, None, "a closed case stays as it is");
                case.version += 1;
                case.closed = closes;
            }
        }
        if let Some(write) = change.step {
            let step = self.steps.get_mut(&write.id).expect("the step");
            assert_eq!(step.version, write.expected_version, "somebody else wrote the step first");
            step.version += 1;
            *step = Step { state: write.state, ..step.clone().passed_to(write.assignee) };
            for section in change.sections {
                step.put_section(section);
            }
            step.queue = change.queue.unwrap_or_else(|| step.queue.clone());
            for answered in change.answered {
                let sent =
                    step.requests.iter_mut().find(|one| one.id == answered.id).expect("a sent request");
                *sent = answered;
            }
            step.requests.extend(change.sent);
            let mut summary = step.summary();
            summary.outcome = write.outcome;
            let case = self.case.as_mut().expect("a case");
            let listed = case.steps.iter_mut().find(|one| one.id == write.id).expect("a step of the case");
            *listed = summary;
        }
        for step in change.created {
            let case = self.case.as_mut().expect("a case");
            case.steps.push(step.summary());
            self.steps.insert(step.id, step);
        }
        if let Some(RatificationEnd { id, ended }) = change.ends {
            let standing = self.ratification.as_mut().filter(|one| one.id == id).expect("the ratification");
            assert_eq!(standing.ended.replace(ended), None, "it ends once");
        }
        if let Some(ratified) = change.ratified {
            self.ratification = Some(ratified);
        }
        self.timeline.extend(change.timeline);
        self.told.extend(change.told);
    }

    pub(super) fn step(&self, step: Uuid) -> &Step {
        &self.steps[&step]
    }

    /// The open steps of a kind, oldest first.
    pub(super) fn open_steps(&self, kind: &str) -> Vec<Uuid> {
        let case = self.case.as_ref().expect("a case");
        case.steps.iter().filter(|step| step.is_open() && step.kind == kind).map(|step| step.id).collect()
    }

    /// The one open step of a kind.
    pub(super) fn open_step(&self, kind: &str) -> Uuid {
        let open = self.open_steps(kind);
        assert_eq!(open.len(), 1, "one open {kind}");
        open[0]
    }

    pub(super) fn outcome(&self) -> Option<&str> {
        self.case.as_ref()?.closed.as_ref().map(|closed| closed.outcome.as_str())
    }

    pub(super) fn entries(&self, kind: TimelineKind) -> usize {
        self.timeline.iter().filter(|entry| entry.kind == kind).count()
    }

    pub(super) fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.told.iter().map(|told| &told.fact)
    }

    /// A case has an open step or a closing outcome, never neither, never both (invariant 4).
    pub(super) fn assert_open_or_closed(&self) {
        let Some(case) = &self.case else { return };
        let open =
            case.steps.iter().filter(|step| matches!(step.progress, Progress::Incoming | Progress::Started));
        assert_eq!(open.count() > 0, case.closed.is_none());
    }
}
