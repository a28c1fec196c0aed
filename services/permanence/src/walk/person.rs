//! A person at the council in front of the gateway: what they press, told in plain lines.

use super::folders;
use super::writing::Writing;
use crate::caller::{Caller, in_one_line};
use crate::tell::{say, speaks};
use calendar::Clock;
use contracts::gateway::v1 as gateway;
use contracts::gateway::v1::work_view_service_client::WorkViewServiceClient;
use contracts::requests::v1 as requests;
use contracts::requests::v1::request_service_client::RequestServiceClient;
use contracts::r#type::v1::assignee::Holder;
use contracts::workflow::v1 as workflow;
use contracts::workflow::v1::case_service_client::CaseServiceClient;
use contracts::workflow::v1::workstep_service_client::WorkstepServiceClient;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tonic::{Code, Status};
use uuid::Uuid;

/// How long a folder is looked at for something that another service has still to hear of.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Why the walk did not reach its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stopped {
    #[error("{who} could not go on ({doing}): {}", in_one_line(.status))]
    Refused { who: String, doing: &'static str, status: Box<Status> },
    #[error("{who} does not see “{what}” in their Current work")]
    NotSeen { who: String, what: String },
    #[error("the answer to {who} ({doing}) lacks what it promises")]
    Lacking { who: String, doing: &'static str },
    #[error("the walk was told to stop before its end: the next one ends what this one left open")]
    ToldToStop,
}

pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) roles: String,
    pub(crate) child_id: String,
    pub(crate) caller: Caller,
    pub(crate) clock: Clock,
}

impl Person {
    /// Takes the stage.
    pub(crate) fn enters(&self) -> &Self {
        speaks(&self.name, &self.roles);
        self
    }

    /// Opens a case for the child; gives the id of its first step.
    pub(crate) async fn opens_case(&self, process_id: &str) -> Result<(String, String), Stopped> {
        let message = workflow::StartCaseRequest {
            request_id: self.request_id(),
            child_id: self.child_id.clone(),
            process_id: process_id.into(),
        };
        let door = || CaseServiceClient::new(self.caller.gateway());
        let answer = self.caller.insist(message, async |it| door().start_case(it).await).await;
        let opened = answer.map_err(self.refused("opening a case"))?;
        let (Some(case), Some(step)) = (opened.case, opened.workstep) else {
            return Err(self.lacking("opening a case"));
        };
        let child = step.child.as_ref().map(|it| it.display_name.as_str()).unwrap_or_default();
        say(format!("opens a case for {child} ({})", self.child_id));
        Ok((case.case_id, step.workstep_id))
    }

    /// Looks at Current work until a step of that title is there; gives its id.
    pub(crate) async fn finds_work(&self, title: &str) -> Result<String, Stopped> {
        let found = |view: &gateway::GetWorkViewResponse| {
            let rows = &view.incoming_work.as_ref()?.worksteps;
            let row = rows
                .iter()
                .find(|it| it.title == title && folders::of_child(it.child.as_ref(), &self.child_id));
            Some(row?.workstep_id.clone())
        };
        self.looks_until(title, found).await
    }

    /// Looks at Current work until a request of that title is there; gives its id and its step's.
    pub(crate) async fn finds_request(&self, title: &str) -> Result<requests::Request, Stopped> {
        let found = |view: &gateway::GetWorkViewResponse| {
            let rows = &view.incoming_requests.as_ref()?.requests;
            let row = rows
                .iter()
                .find(|it| it.title == title && folders::of_child(it.child.as_ref(), &self.child_id));
            row.cloned()
        };
        self.looks_until(title, found).await
    }

    async fn looks_until<T>(
        &self,
        title: &str,
        found: impl Fn(&gateway::GetWorkViewResponse) -> Option<T>,
    ) -> Result<T, Stopped> {
        let patience = Instant::now() + PATIENCE;
        loop {
            match self.current_work().await {
                Ok(view) => {
                    if let Some(found) = found(&view) {
                        folders::show(&view, &self.child_id);
                        return Ok(found);
                    }
                }
                Err(status) if status.code() == Code::Unavailable && Instant::now() < patience => {}
                Err(status) => return Err(self.refused("looking at Current work")(status)),
            }
            if Instant::now() >= patience {
                return Err(Stopped::NotSeen { who: self.name.clone(), what: title.into() });
            }
            sleep(Duration::from_millis(10)).await;
        }
    }

    async fn current_work(&self) -> Result<gateway::GetWorkViewResponse, Status> {
        let message = gateway::GetWorkViewRequest { page_size: 200 };
        let mut door = WorkViewServiceClient::new(self.caller.gateway());
        door.get_work_view(self.caller.ask(message)).await.map(tonic::Response::into_inner)
    }

    /// Opens the child's person summary.
    pub(crate) async fn opens_person_summary(&self) -> Result<gateway::GetPersonViewResponse, Stopped> {
        let message = gateway::GetPersonViewRequest { child_id: self.child_id.clone() };
        let door = || WorkViewServiceClient::new(self.caller.gateway());
        let answer = self.caller.insist(message, async |it| door().get_person_view(it).await).await;
        answer.map_err(self.refused("opening the person summary"))
    }

    /// Presses Start.
    pub(crate) async fn starts(&self, workstep_id: &str) -> Result<workflow::Workstep, Stopped> {
        let message =
            workflow::StartWorkstepRequest { request_id: self.request_id(), workstep_id: workstep_id.into() };
        let answer = self.caller.insist(message, async |it| self.worksteps().start_workstep(it).await).await;
        let step = answer.map_err(self.refused("starting"))?.workstep;
        let step = step.ok_or_else(|| self.lacking("starting"))?;
        say(format!("starts {}", step.title));
        Ok(step)
    }

    /// Presses Resume.
    pub(crate) async fn resumes(&self, workstep_id: &str) -> Result<workflow::Workstep, Stopped> {
        let message = workflow::GetWorkstepRequest { workstep_id: workstep_id.into() };
        let answer = self.caller.insist(message, async |it| self.worksteps().get_workstep(it).await).await;
        let step = answer.map_err(self.refused("resuming"))?.workstep;
        let step = step.ok_or_else(|| self.lacking("resuming"))?;
        say(format!("resumes {}", step.title));
        Ok(step)
    }

    /// Presses Save and close.
    pub(crate) async fn saves(&self, writing: Writing<'_>) -> Result<(), Stopped> {
        let message = workflow::SaveWorkstepRequest {
            request_id: self.request_id(),
            workstep_id: writing.step_id().into(),
            edit: Some(writing.edit),
        };
        let answer = self.caller.insist(message, async |it| self.worksteps().save_workstep(it).await).await;
        answer.map_err(self.refused("saving"))?;
        writing.said.into_iter().for_each(say);
        Ok(())
    }

    /// Sends a next action before the finish.
    pub(crate) async fn sends_immediately(&self, workstep_id: &str, action: &str) -> Result<(), Stopped> {
        let next_action = workflow::NextAction { r#type: action.into(), ..Default::default() };
        let message = workflow::SendNextActionRequest {
            request_id: self.request_id(),
            workstep_id: workstep_id.into(),
            next_action: Some(next_action),
        };
        let answer =
            self.caller.insist(message, async |it| self.worksteps().send_next_action(it).await).await;
        let created = answer.map_err(self.refused("sending immediately"))?.created;
        let created = created.ok_or_else(|| self.lacking("sending immediately"))?;
        say(format!("sends immediately: {}", passed(&created)));
        Ok(())
    }

    /// Marks a request Completed, on the text as it stands.
    pub(crate) async fn completes(&self, request: &requests::Request) -> Result<(), Stopped> {
        let door = || RequestServiceClient::new(self.caller.gateway());
        let message = requests::GetRequestRequest { id: request.request_id.clone() };
        let answer = self.caller.insist(message, async |it| door().get_request(it).await).await;
        let read = answer
            .map_err(self.refused("reading a request"))?
            .request
            .ok_or_else(|| self.lacking("reading a request"))?;
        let message = requests::CompleteRequestRequest {
            request_id: self.request_id(),
            id: read.request_id,
            covered_version: read.covered_version,
            comment: String::new(),
        };
        let answer = self.caller.insist(message, async |it| door().complete_request(it).await).await;
        answer.map_err(self.refused("completing a request"))?;
        say("marks the request Completed");
        Ok(())
    }

    /// Presses Finish where it must be refused, and reads why.
    pub(crate) async fn is_refused_to_finish(&self, workstep_id: &str) -> Result<(), Stopped> {
        let message = workflow::FinishWorkstepRequest {
            workstep_id: workstep_id.into(),
            validate_only: true,
            ..Default::default()
        };
        match self.caller.insist(message, async |it| self.worksteps().finish_workstep(it).await).await {
            Ok(_) => Err(self.lacking("a finish that must be refused")),
            Err(status) => {
                let reasons = fault::violations_of(&status);
                let reasons: Vec<&str> = reasons.into_iter().map(fault::name_of).collect();
                say(format!("asks whether it could be finished, and is refused: {}", reasons.join(", ")));
                Ok(())
            }
        }
    }

    /// Presses Finish.
    pub(crate) async fn finishes(&self, workstep_id: &str) -> Result<(), Stopped> {
        self.finishes_saving(workstep_id, None, Vec::new()).await
    }

    /// Presses Finish with something unsaved.
    pub(crate) async fn finishes_with(&self, writing: Writing<'_>) -> Result<(), Stopped> {
        let workstep_id = writing.step_id().to_owned();
        self.finishes_saving(&workstep_id, Some(writing.edit), writing.said).await
    }

    async fn finishes_saving(
        &self,
        workstep_id: &str,
        edit: Option<workflow::Edit>,
        said: Vec<String>,
    ) -> Result<(), Stopped> {
        let message = workflow::FinishWorkstepRequest {
            request_id: self.request_id(),
            workstep_id: workstep_id.into(),
            edit,
            validate_only: false,
        };
        let answer = self.caller.insist(message, async |it| self.worksteps().finish_workstep(it).await).await;
        let finished = answer.map_err(self.refused("finishing"))?;
        said.into_iter().for_each(say);
        match (finished.created.as_slice(), finished.case_outcome.as_str()) {
            ([], "") => say("finishes"),
            ([], outcome) => say(format!("finishes: the case is closed, {outcome}")),
            (created, _) => {
                let created: Vec<String> = created.iter().map(passed).collect();
                say(format!("finishes: {}", created.join("; ")));
            }
        }
        Ok(())
    }

    pub(super) fn worksteps(&self) -> WorkstepServiceClient<tonic::transport::Channel> {
        WorkstepServiceClient::new(self.caller.gateway())
    }

    pub(super) fn request_id(&self) -> String {
        self.clock.new_id().to_string()
    }

    pub(crate) fn refused(&self, doing: &'static str) -> impl FnOnce(Status) -> Stopped {
        let who = self.name.clone();
        move |status| Stopped::Refused { who, doing, status: Box::new(status) }
    }

    pub(crate) fn lacking(&self, doing: &'static str) -> Stopped {
        Stopped::Lacking { who: self.name.clone(), doing }
    }
}

fn passed(created: &workflow::IncomingWork) -> String {
    let to = match created.assignee.as_ref().and_then(|it| it.holder.as_ref()) {
        Some(Holder::Worker(worker)) => worker.display_name.as_str(),
        Some(Holder::Inbox(inbox)) => inbox.name.as_str(),
        None => "nobody",
    };
    format!("{} passes to {to}", created.title)
}
