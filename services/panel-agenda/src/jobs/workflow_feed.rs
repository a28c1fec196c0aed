//! Hears workflow: matches that were agreed, and steps that do actions of panels.

use super::workflow_news::{Finished, News, time_of};
use crate::{
    domain::{
        discussion::{LinkedStep, done_by},
        matching::Matching,
    },
    store::{self, action::DoneByStep},
};
use calendar::Clock;
use contracts::{events::v1::Event, panels::v1::PanelActionUpdated};
use eventlog::{Apply, ApplyError, NewEvent};
use sqlx::PgConnection;

/// Keeps what workflow tells.
#[derive(Clone, Debug)]
pub struct WorkflowFeed {
    /// The ids of what is told on.
    pub clock: Clock,
    /// By what a match is agreed.
    pub matching: Matching,
}

impl WorkflowFeed {
    /// The package whose feed it applies.
    pub const UPSTREAM: &'static str = "permanence.workflow";

    async fn finished(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
        step: Finished,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let at = time_of(event)?;
        if self.matching.is_agreed_by(&step.next_actions) {
            store::agreed_match::agree(&mut *transaction, step.case_id, &event.child_id, at).await?;
        }
        // A step of which nothing is known does no action.
        let Some(title) = store::workstep::end(&mut *transaction, step.workstep_id).await? else {
            return Ok(Vec::new());
        };
        let (by, said) = ((step.by, at), done_by(&title));
        let done = store::action::done_by_step(transaction, step.workstep_id, &said, by).await?;
        let fact = |done: DoneByStep| {
            let panel_action_id = done.panel_action_id.to_string();
            let subject = format!("panel-action/{panel_action_id}");
            let service_manager_id = done.service_manager_id.map(|id| id.to_string()).unwrap_or_default();
            let payload = PanelActionUpdated { panel_action_id, open: false, service_manager_id };
            let fact = NewEvent::of(self.clock.new_id(), subject, done.version.into(), at, &payload);
            fact.child(&event.child_id).actor(step.by)
        };
        Ok(done.into_iter().map(fact).collect())
    }
}

impl Apply for WorkflowFeed {
    fn concerns(&self, event: &Event) -> bool {
        !matches!(News::of(event), Ok(News::Other))
    }

    async fn apply(
        &self,
        transaction: &mut PgConnection,
        event: &Event,
    ) -> Result<Vec<NewEvent>, ApplyError> {
        let child_id = &event.child_id;
        match News::of(event)? {
            News::Arrived(id, title) => {
                store::workstep::keep(transaction, &LinkedStep { id, title }, child_id).await?;
            }
            News::Finished(step) => return self.finished(transaction, event, step).await,
            News::Cancelled(id) => {
                store::workstep::end(transaction, id).await?;
            }
            News::Opened(case_id) => {
                store::agreed_match::end_before(transaction, case_id, child_id, time_of(event)?).await?;
            }
            News::Closed(case_id, outcome) => {
                if !self.matching.stands_after(&outcome) {
                    store::agreed_match::end_of_case(transaction, case_id).await?;
                }
            }
            News::Other => {}
        }
        Ok(Vec::new())
    }
}
