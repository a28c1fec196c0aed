//! Who takes part in the walk, and the process by which they work.

use super::person::{Person, Stopped};
use super::writing::Writing;
use crate::caller::Caller;
use crate::council::{Council, id_of};
use crate::tell::{line, sees};
use calendar::Clock;
use contracts::workflow::v1::process_service_client::ProcessServiceClient;
use contracts::workflow::v1::{GetProcessRequest, Process, Workstep, WorkstepType};
use std::collections::BTreeMap;

const PROCESS: &str = "long-term-fostering";

pub(crate) struct Stage {
    people: BTreeMap<String, Person>,
    process: Process,
    clock: Clock,
}

impl Stage {
    /// The council's workers, each with a sign-in of their own, around one child.
    pub(crate) async fn of<E>(
        council: &Council,
        child_id: &str,
        clock: &Clock,
        sign_in: impl Fn(&str) -> Result<Caller, E>,
    ) -> Result<Self, E>
    where
        E: From<Stopped>,
    {
        let mut people = BTreeMap::new();
        for worker in &council.workers {
            let person = Person {
                id: id_of(&worker.subject),
                name: worker.name.clone(),
                roles: worker.roles_in_words(),
                child_id: child_id.into(),
                caller: sign_in(&worker.subject)?,
                clock: clock.clone(),
            };
            people.insert(worker.subject.clone(), person);
        }
        let reader = &people["ian.whitlock"];
        let process = process(reader).await?;
        Ok(Self { people, process, clock: clock.clone() })
    }

    /// A worker of the council.
    pub(crate) fn person(&self, subject: &str) -> &Person {
        &self.people[subject]
    }

    /// The worker begins to act.
    pub(crate) fn enters(&self, subject: &str) -> &Person {
        self.person(subject).enters()
    }

    pub(crate) fn process_id(&self) -> &str {
        &self.process.process_id
    }

    /// The exact title of a workstep.
    pub(crate) fn title(&self, step: &str) -> &str {
        self.step(step).map_or("", |it| it.title.as_str())
    }

    /// A request's title as the folder shows it (A:123).
    pub(crate) fn request_title(&self, step: &str, request: &str) -> String {
        let known = self.step(step).and_then(|it| it.request_types.iter().find(|it| it.key == request));
        format!("{}:{}", known.map_or("", |it| it.title.as_str()), self.title(step))
    }

    fn step(&self, key: &str) -> Option<&WorkstepType> {
        self.process.worksteps.iter().find(|it| it.key == key)
    }

    /// Something to be written on a step.
    pub(crate) fn writing<'a>(&'a self, step: &'a Workstep) -> Writing<'a> {
        Writing::on(&self.process, step, self.clock.today().to_string())
    }

    /// Shows the child's person summary once all is done.
    pub(crate) async fn shows_the_end(&self, case_id: &str) -> Result<(), Stopped> {
        let ian = self.enters("ian.whitlock");
        let view = ian.opens_person_summary().await?;
        let child = view.child.unwrap_or_default();
        sees(format!("Person summary: {} {} ({})", child.first_name, child.surname, child.child_id));
        sees(format!("  Current work ({})", view.current_work.len()));
        let Some(case) = view.cases.iter().find(|it| it.case_id == case_id) else {
            return Err(ian.lacking("the person summary"));
        };
        for step in &case.worksteps {
            sees(format!(
                "  {}  {}",
                step.title,
                step.state().as_str_name().trim_start_matches("WORKSTEP_STATE_")
            ));
        }
        sees(format!("  Outcome: {}", case.outcome));
        line("");
        Ok(())
    }
}

async fn process(reader: &Person) -> Result<Process, Stopped> {
    let message = GetProcessRequest { process_id: PROCESS.into(), version: 0 };
    let door = || ProcessServiceClient::new(reader.caller.gateway());
    let answer = reader.caller.insist(message, async |it| door().get_process(it).await).await;
    let process = answer.map_err(reader.refused("reading the process"))?.process;
    process.ok_or_else(|| reader.lacking("reading the process"))
}
