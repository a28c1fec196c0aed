//! What waits when a replica starts is reminded of by the rules that it starts with: a kind may be newer than what it is of.

use super::crier::Crier;
use crate::domain::reminder::Planned;
use crate::domain::workstep::Workstep;
use crate::store;
use sqlx::PgConnection;
use std::collections::BTreeSet;
use uuid::Uuid;

impl Crier {
    /// Plans what the rules say of everything that waits. What was planned before stays as it is.
    pub(super) async fn remind_of_what_waits(
        &self,
        connection: &mut PgConnection,
    ) -> Result<(), sqlx::Error> {
        let steps = store::workstep::open(&mut *connection).await?;
        let mut planned: Vec<Planned> =
            steps.iter().flat_map(|it| self.rules.reminders_of_step(it)).collect();
        let requests = store::request::waiting(connection).await?;
        planned.extend(requests.iter().flat_map(|it| self.rules.reminders_of_request(it)));
        let (actions, now) = (store::panel_action::all_open(connection).await?, self.clock.now());
        planned.extend(actions.iter().flat_map(|it| self.rules.reminders_of_action(it, now)));
        let panels = store::panel::to_be_recorded(connection).await?;
        planned.extend(panels.into_iter().flat_map(|it| self.rules.reminders_of_recording(it)));
        let begun = store::review::all_counted_from(&mut *connection, &self.cases_to_review(&steps)).await?;
        planned.extend(begun.into_iter().flat_map(|it| self.rules.reminders_of_review(it.0, it.1, now)));
        self.plan(connection, planned).await?;

        for panel in store::planned_panel::coming(connection, self.clock.today()).await? {
            self.remind_of_tracker(connection, panel).await?;
        }
        Ok(())
    }

    fn cases_to_review(&self, steps: &[Workstep]) -> Vec<Uuid> {
        let cases = steps.iter().filter(|step| self.rules.is_reviewed(step)).map(|step| step.case_id);
        cases.collect::<BTreeSet<_>>().into_iter().collect()
    }
}
