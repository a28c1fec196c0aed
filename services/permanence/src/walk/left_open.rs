//! The case that a walk cut short, or somebody at the gateway, left open. A child has one open case at most, so that it
//! ends before the next walk begins.

use super::person::{PATIENCE, Person, Stopped};
use crate::tell::say;
use contracts::workflow::v1::{CancelWorkstepRequest, CaseWorkstep};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// What the cancelled steps say of why.
const WHY: &str = "The demonstration begins anew";

impl Person {
    /// Cancels every open step of the child, as the child's own manager may: the case closes with the last one. Nothing is
    /// done nor said where no case is open.
    pub(crate) async fn ends_what_was_left_open(&self) -> Result<(), Stopped> {
        let left = self.opens_person_summary().await?.current_work;
        if left.is_empty() {
            return Ok(());
        }
        self.enters();
        let mut outcome = String::new();
        for step in &left {
            outcome = self.cancels(step).await?;
        }
        let titles: Vec<&str> = left.iter().map(|it| it.title.as_str()).collect();
        let titles = titles.join(" and ");
        say(format!("ends the case that was left open, cancelling {titles}: it is closed, {outcome}"));
        self.waits_until_nobody_is_asked_on(&left).await
    }

    /// Cancels a step; gives the case's outcome where that closed it.
    async fn cancels(&self, step: &CaseWorkstep) -> Result<String, Stopped> {
        let message = CancelWorkstepRequest {
            request_id: self.request_id(),
            workstep_id: step.workstep_id.clone(),
            reason: WHY.into(),
        };
        let answer = self.caller.insist(message, async |it| self.worksteps().cancel_workstep(it).await).await;
        Ok(answer.map_err(self.refused("cancelling a step"))?.case_outcome)
    }

    /// What was asked on a cancelled step is taken back a moment later; until then it stands in folders, under the titles
    /// that the walk will look for.
    async fn waits_until_nobody_is_asked_on(&self, cancelled: &[CaseWorkstep]) -> Result<(), Stopped> {
        let patience = Instant::now() + PATIENCE;
        let of_cancelled = |workstep_id: &str| cancelled.iter().any(|it| it.workstep_id == workstep_id);
        loop {
            let asked = self.opens_person_summary().await?.open_requests;
            if !asked.iter().any(|it| of_cancelled(&it.workstep_id)) {
                return Ok(());
            }
            if Instant::now() >= patience {
                return Err(self.lacking("having requests taken back"));
            }
            sleep(Duration::from_millis(10)).await;
        }
    }
}
