//! One child's case, carried through document A by the people it names.

use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{
    CaseWorkstep, Edit, FinishWorkstepResponse, NextAction, RequestToSend, SendNextActionResponse, Workstep,
};

use crate::council::Council;
use crate::forms::{next, queue, queue_edit, send};
use crate::person::{Person, to_worker};

/// What an ADM decides.
#[derive(Clone, Copy, Debug)]
pub enum Decision {
    /// The plan is agreed, the match approved.
    Yes,
    /// The plan is not agreed, the match not approved.
    No,
}

/// A case of one child, and the council around it.
pub struct Case<'a> {
    /// Who works on it.
    pub council: &'a Council,
    /// Whose it is.
    pub child_id: String,
    /// Its id.
    pub case_id: String,
}

impl<'a> Case<'a> {
    /// Opens a case for a new child: the first step waits for the IRO.
    pub async fn open(council: &'a Council) -> (Self, String) {
        let child_id = council.register_child().await;
        let opened = council.iro.start_case(&child_id).await.expect("a new child has no open case");
        let case_id = opened.case.expect("a case").case_id;
        (Self { council, child_id, case_id }, opened.workstep.expect("a first step").workstep_id)
    }

    /// Carries a new child's case until a step of that type has arrived.
    pub async fn arrived_at(council: &'a Council, workstep_type: &str) -> (Self, String) {
        match workstep_type {
            "child_in_care_planning" => Self::arrived_at_planning_for_care(council).await,
            "update_permanence_plan" => Self::arrived_at_update_of_the_plan(council).await,
            main_line => Self::arrived_on_the_main_line(council, main_line).await,
        }
    }

    async fn arrived_at_planning_for_care(council: &'a Council) -> (Self, String) {
        let (case, sharing) = Self::arrived_on_the_main_line(council, "information_sharing").await;
        let finished = case.sharing(&sharing, vec![next("to_child_in_care_planning")]).await;
        (case, only_created(&finished))
    }

    /// A match is sent immediately and refused by the ADM while its family finding step is still open (A7).
    async fn arrived_at_update_of_the_plan(council: &'a Council) -> (Self, String) {
        let (case, panel) = Self::arrived_at_panel_beside_open_finding(council).await;
        let finished = case.decision(&panel, Decision::No, &["match_not_agreed", "to_update_plan"]).await;
        (case, only_created(&finished))
    }

    /// A W6 whose match was sent immediately from a W4 that is still open.
    pub async fn arrived_at_panel_beside_open_finding(council: &'a Council) -> (Self, String) {
        let (case, finding) = Self::arrived_on_the_main_line(council, "family_finding").await;
        let sharing = case.match_sent_immediately(&finding).await.created.expect("a step").workstep_id;
        let finished = case.sharing(&sharing, vec![next("to_panel")]).await;
        (case, only_created(&finished))
    }

    async fn arrived_on_the_main_line(council: &'a Council, workstep_type: &str) -> (Self, String) {
        let (case, mut step) = Self::open(council).await;
        for (reached, moved_on_by) in [
            ("child_in_care_review", Move::Review),
            ("permanency_planning", Move::Planning),
            ("agency_decision", Move::Decision),
            ("family_finding_request", Move::Referral),
            ("family_finding", Move::Finding),
            ("information_sharing", Move::Sharing),
            ("panel_and_matching", Move::Panel),
        ] {
            if reached == workstep_type {
                return (case, step);
            }
            step = case.move_on(moved_on_by, &step).await;
        }
        assert_eq!(workstep_type, "placement", "the main line does not pass {workstep_type}");
        (case, step)
    }

    async fn move_on(&self, by: Move, step: &str) -> String {
        let finished = match by {
            Move::Review => self.review(step).await,
            Move::Planning => self.planning(step).await,
            Move::Decision => self.decision(step, Decision::Yes, &["adm_agrees"]).await,
            Move::Referral => self.referral(step).await,
            Move::Finding => self.finding(step, vec![next("to_information_sharing")]).await,
            Move::Sharing => self.sharing(step, vec![next("to_panel")]).await,
            Move::Panel => self.decision(step, Decision::Yes, &["match_agreed"]).await,
        };
        only_created(&finished)
    }

    /// W0: the IRO records the plan and passes the work to the social worker.
    pub async fn review(&self, step: &str) -> FinishWorkstepResponse {
        let iro = &self.council.iro;
        self.write(iro, step, vec![next("start_permanency_planning")]).await;
        iro.finish(step).await.expect("a complete review finishes")
    }

    /// W1: the report is written, authorised by the manager, confirmed by QAAG.
    pub async fn planning(&self, step: &str) -> FinishWorkstepResponse {
        self.report_authorised(step).await;
        let ps = &self.council.ps;
        let opened = ps.open(step).await.expect("the step");
        let mut edit = queue(&opened, vec![next("to_agency_decision")]);
        edit.send_requests = vec![to_the_inbox("confirm_quality")];
        let confirm = sent_by_saving(ps, step, edit).await;
        let qaag = &self.council.qaag;
        qaag.complete(&confirm).await.expect("QAAG confirms");
        qaag.finish(step).await.expect("a confirmed report finishes")
    }

    /// W1 as far as the manager's authorisation: started, written, sent, completed. Gives the request's id.
    pub async fn report_authorised(&self, step: &str) -> String {
        let council = self.council;
        let started = opened_by(&council.sw, step).await;
        let mut edit = council.forms.complete_all(&started);
        edit.send_requests = vec![to("authorise_report", &council.ps)];
        let request = sent_by_saving(&council.sw, step, edit).await;
        council.ps.complete(&request).await.expect("the manager authorises");
        request
    }

    /// W2 and W6: QAAG records and refers, the ADM decides and finishes.
    pub async fn decision(&self, step: &str, decision: Decision, actions: &[&str]) -> FinishWorkstepResponse {
        let next_actions = actions.iter().map(|action| self.with_its_reason(step, action));
        let next_actions = futures_in_turn(next_actions).await;
        self.decision_with(step, decision, next_actions).await
    }

    /// The next action with the first of its reasons, where it asks for one.
    pub async fn with_its_reason(&self, step: &str, action: &str) -> NextAction {
        let opened = self.council.qaag.open(step).await.expect("the step");
        let types = &self.council.forms.step(&opened.r#type).next_actions;
        let found = types.iter().find(|it| it.key == action).expect("the action");
        let reason = found.reasons.first().map(|reason| reason.key.clone()).unwrap_or_default();
        NextAction { reason, ..next(action) }
    }

    /// The same, with the queue given whole.
    pub async fn decision_with(
        &self,
        step: &str,
        decision: Decision,
        next_actions: Vec<NextAction>,
    ) -> FinishWorkstepResponse {
        let refer = self.referred_to_adm(step, next_actions).await;
        let adm = &self.council.adm;
        self.decide(step, decision).await;
        adm.complete(&refer).await.expect("the ADM completes");
        adm.finish(step).await.expect("a decided step finishes")
    }

    /// W2 and W6 until the ADM has the request. Gives its id.
    pub async fn referred_to_adm(&self, step: &str, next_actions: Vec<NextAction>) -> String {
        let council = self.council;
        let started = opened_by(&council.qaag, step).await;
        let edit = Edit {
            sections: vec![council.forms.complete(&started, 1)],
            queue: Some(queue_edit(&started, next_actions)),
            send_requests: vec![to("refer_to_adm", &council.adm)],
        };
        sent_by_saving(&council.qaag, step, edit).await
    }

    /// The ADM writes section 2.
    pub async fn decide(&self, step: &str, decision: Decision) {
        let adm = &self.council.adm;
        let opened = adm.open(step).await.expect("the step");
        let answer = match (opened.r#type.as_str(), decision) {
            ("agency_decision", Decision::Yes) => "agree",
            ("agency_decision", Decision::No) => "disagree",
            (_, Decision::Yes) => "approved",
            (_, Decision::No) => "not_approved",
        };
        let decided = [("decision", Kind::Choice(answer.into()))];
        let section = self.council.forms.complete_with(&opened, 2, &decided);
        let edit = Edit { sections: vec![section], ..Edit::default() };
        adm.save(step, edit).await.expect("the ADM writes section 2");
    }

    /// W3: the social worker refers to the family finders; the manager is only told.
    pub async fn referral(&self, step: &str) -> FinishWorkstepResponse {
        let council = self.council;
        let started = opened_by(&council.sw, step).await;
        let mut edit = council.forms.complete_all(&started);
        edit.queue = Some(queue_edit(&started, vec![next("to_family_finding")]));
        edit.send_requests = vec![to("acknowledge_request", &council.ps)];
        council.sw.save(step, edit).await.expect("a complete referral is saved");
        council.sw.finish(step).await.expect("a notification does not block")
    }

    /// W4: the plan is recorded, authorised and finished by the manager.
    pub async fn finding(&self, step: &str, next_actions: Vec<NextAction>) -> FinishWorkstepResponse {
        self.authorised(&self.council.finder, step, next_actions).await;
        self.council.ps.finish(step).await.expect("an authorised plan finishes")
    }

    /// W4, started, from which Information Sharing is sent at once.
    pub async fn match_sent_immediately(&self, step: &str) -> SendNextActionResponse {
        let finder = &self.council.finder;
        opened_by(finder, step).await;
        finder.send_now(step, next("to_information_sharing")).await.expect("a match is sent at once")
    }

    /// W5: the meeting is recorded, authorised and finished by the manager.
    pub async fn sharing(&self, step: &str, next_actions: Vec<NextAction>) -> FinishWorkstepResponse {
        self.authorised(&self.council.sw, step, next_actions).await;
        self.council.ps.finish(step).await.expect("an authorised meeting finishes")
    }

    /// W4 and W5 until the manager has completed the request. Gives its id.
    pub async fn authorised(&self, writer: &Person, step: &str, next_actions: Vec<NextAction>) -> String {
        let request = self.sent_for_authorisation(writer, step, next_actions).await;
        self.council.ps.complete(&request).await.expect("the manager authorises");
        request
    }

    /// W4 and W5 until the manager has the request. Gives its id.
    pub async fn sent_for_authorisation(
        &self,
        writer: &Person,
        step: &str,
        next_actions: Vec<NextAction>,
    ) -> String {
        let written = self.write(writer, step, next_actions).await;
        sent_by_saving(writer, &written.workstep_id, send(to("authorise", &self.council.ps))).await
    }

    /// W4 whose choice was sent immediately: the form is completed, the queue left, the manager authorises.
    pub async fn authorised_as_it_stands(&self, writer: &Person, step: &str) {
        let opened = opened_by(writer, step).await;
        let mut edit = self.council.forms.complete_all(&opened);
        edit.send_requests = vec![to("authorise", &self.council.ps)];
        let request = sent_by_saving(writer, step, edit).await;
        self.council.ps.complete(&request).await.expect("the manager authorises");
    }

    /// W7: the social worker records the placement and finishes.
    pub async fn placement(&self, step: &str) -> FinishWorkstepResponse {
        let sw = &self.council.sw;
        self.write(sw, step, vec![next("child_placed")]).await;
        sw.finish(step).await.expect("a complete placement finishes")
    }

    /// The writer starts the step if it waits, completes what they may write and queues what shall follow.
    pub async fn write(&self, writer: &Person, step: &str, next_actions: Vec<NextAction>) -> Workstep {
        let opened = opened_by(writer, step).await;
        let mut edit = self.council.forms.complete_all(&opened);
        edit.queue = Some(queue_edit(&opened, next_actions));
        writer.save(step, edit).await.expect("a complete form is saved");
        opened
    }

    /// The steps of the case.
    pub async fn steps(&self) -> Vec<CaseWorkstep> {
        self.council.iro.case(&self.case_id).await.expect("the case").worksteps
    }

    /// The outcome of the case; empty while it is open.
    pub async fn outcome(&self) -> String {
        self.council.iro.case(&self.case_id).await.expect("the case").outcome
    }
}

enum Move {
    Review,
    Planning,
    Decision,
    Referral,
    Finding,
    Sharing,
    Panel,
}

async fn futures_in_turn<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut done = Vec::new();
    for future in futures {
        done.push(future.await);
    }
    done
}

/// Starts the step if it waits, resumes it if not.
pub async fn opened_by(writer: &Person, step: &str) -> Workstep {
    match writer.open(step).await.expect("the step") {
        waiting if waiting.started.is_none() => writer.start(step).await.expect("the writer starts"),
        started => started,
    }
}

/// A request to a person.
pub fn to(request_type: &str, recipient: &Person) -> RequestToSend {
    RequestToSend { r#type: request_type.into(), recipient: Some(to_worker(&recipient.id)) }
}

/// A request to the inbox that the process names.
pub fn to_the_inbox(request_type: &str) -> RequestToSend {
    RequestToSend { r#type: request_type.into(), recipient: None }
}

/// Saves an edit that sends one request, and gives the request's id.
pub async fn sent_by_saving(sender: &Person, step: &str, edit: Edit) -> String {
    let saved = sender.save(step, edit).await.expect("the request is sent with the save");
    let [sent] = saved.sent_requests.as_slice() else { panic!("one request is sent: {saved:?}") };
    sent.request_id.clone()
}

/// The id of the one step that a finish created.
pub fn only_created(finished: &FinishWorkstepResponse) -> String {
    let [created] = finished.created.as_slice() else { panic!("one step follows: {finished:?}") };
    created.workstep_id.clone()
}
