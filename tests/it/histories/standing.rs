//! Where the model believes things to stand: in whose folders, and on what ground each sees them.

use super::agreement::{Disagreement, name_of, same};
use super::cast::Cast;
use super::folders::{Folders, Row};
use super::people::{EVERYBODY, Holder, LINE_MANAGER, Presser, Who};
use super::state::{Answer, Asking, Model, State, Step};
use chrono::NaiveDate;
use contracts::requests::v1::RequestState;
use contracts::r#type::v1::FolderGround;
use contracts::workflow::v1::WorkstepState;
use std::collections::BTreeSet;

impl Model {
    /// What is open stands with whoever has it in hand, with those who cover them, and with the line manager of who has left;
    /// and with nobody else. Each row says all that it should.
    pub(super) fn is_in_the_folders(
        &self,
        child_id: &str,
        cast: &Cast,
        folders: &Folders,
        today: NaiveDate,
    ) -> Result<(), Disagreement> {
        EVERYBODY.into_iter().filter(|who| self.is_here(*who)).try_for_each(|who| {
            let looking = Presser::on(today, who, &self.covers);
            let steps = self.steps.iter().filter_map(|step| self.row_of_step(step, looking, cast));
            let asked = self.steps.iter().flat_map(|step| step.requests.iter().map(move |it| (step, it)));
            let requests = asked.filter_map(|(step, it)| self.row_of_request(step, it, looking, cast));
            let believed: BTreeSet<Row> = steps.chain(requests).collect();
            let shown = folders.of(who, child_id);
            same(&format!("{}'s count", who.person(cast).name), believed.len(), shown.len())
                .and_then(|()| same(&format!("{}'s folders", who.person(cast).name), believed, shown))
        })
    }

    fn row_of_step(&self, step: &Step, looking: Presser, cast: &Cast) -> Option<Row> {
        let state = match step.state {
            State::Incoming => WorkstepState::Incoming,
            State::Started => WorkstepState::Started,
            State::Finished | State::Cancelled => return None,
        };
        let (ground, whose) = self.ground_on(step.holder, looking)?;
        let purpose = if step.for_review { "THREE_MONTH_REVIEW" } else { "" };
        Some(Row {
            id: step.id.clone(),
            title: step.kind.title.into(),
            of: self.cases[step.case].id.clone(),
            state: Row::state_of_work(state, purpose),
            date: step.arrived,
            holder: name_of(step.holder, cast).into(),
            ground,
            whose: whose.map(|who| who.person(cast).name.clone()).unwrap_or_default(),
        })
    }

    fn row_of_request(&self, step: &Step, asking: &Asking, looking: Presser, cast: &Cast) -> Option<Row> {
        let waits = asking.answer == Answer::Waits;
        let (ground, whose) = self.ground_on(asking.to, looking).filter(|_| waits)?;
        Some(Row {
            id: asking.id.clone(),
            title: asking.title_on(step),
            of: step.id.clone(),
            state: format!("{:?}", RequestState::Sent),
            date: asking.sent_on,
            holder: name_of(asking.to, cast).into(),
            ground,
            whose: whose.map(|who| who.person(cast).name.clone()).unwrap_or_default(),
        })
    }

    /// Why somebody sees what lies with that holder, and for whom; nothing where they do not see it.
    fn ground_on(&self, holder: Holder, looking: Presser) -> Option<(FolderGround, Option<Who>)> {
        let Presser { who, absent } = looking;
        if holder.is_in_the_hands_of(who) {
            return Some((FolderGround::Own, None));
        }
        if let Some(absent) = absent.filter(|absent| holder.is_in_the_hands_of(*absent)) {
            return Some((FolderGround::Cover, Some(absent)));
        }
        let manages = who == LINE_MANAGER || absent == Some(LINE_MANAGER);
        let left = self.gone.filter(|gone| manages && holder == Holder::Person(*gone));
        left.map(|gone| (FolderGround::Leaver, Some(gone)))
    }
}
