//! One test for each row of the table of requests: exact type, who sends, who answers, what waits for it.

use contracts::r#type::v1::{Role, assignee::Holder};
use contracts::workflow::v1::{Edit, RequestState, RequestType, Workstep};
use fault::Reason;
use tests::case::{Case, Decision, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::Council;
use tests::forms::{next, queue, queue_edit, send};
use tests::person::Person;

use crate::refusals::assert_refused;

fn request_type<'a>(council: &'a Council, step: &str, key: &str) -> &'a RequestType {
    let types = &council.forms.step(step).request_types;
    types.iter().find(|it| it.key == key).unwrap_or_else(|| panic!("{step} has no request {key}"))
}

/// The columns that are said of every row: title, flags, covered sections.
fn assert_row(found: &RequestType, title: &str, must_be_sent: bool, blocks_finish: bool, covers: &[i32]) {
    assert_eq!(found.title, title);
    assert_eq!((found.must_be_sent, found.blocks_finish), (must_be_sent, blocks_finish), "{title}");
    assert_eq!(found.covers, covers, "{title}");
}

/// Whoever administers, is another system or has no role could neither see the step nor answer, whatever else they are:
/// nothing is sent to them. Somebody is given such roles in turn, and their own back.
async fn not_to_who_does_no_case_work(council: &Council, sender: &Person, step: &str, key: &str, own: Role) {
    let somebody = if own == Role::TeamManager { &council.tm } else { &council.manager };
    let asked = async || council.iro.open(step).await.expect("the step").requests.len();
    let before = asked().await;
    refused_to_send(sender, step, send(to(key, &council.admin)), Reason::RecipientNotPermitted).await;
    for roles in [&[own, Role::Administrator][..], &[Role::System], &[]] {
        council.gives_roles(somebody, roles).await;
        let refused = sender.save(step, send(to(key, somebody))).await;
        assert_refused(refused, Reason::RecipientNotPermitted, &format!("{key} to {roles:?}"));
    }
    assert_eq!(asked().await, before, "nothing was sent");
    council.gives_roles(somebody, &[own]).await;
}

/// The request stands in the list of the person, under A's title, and of nobody else who is asked.
async fn stands_only_with(council: &Council, request: &str, recipient: &Person, title: &str) {
    let in_the_list = async |person: &Person| {
        let view = person.work_view().await.expect("a work view");
        let mut requests = view.incoming_requests.expect("a folder").requests.into_iter();
        requests.find(|it| it.request_id == request)
    };
    council.until(async || in_the_list(recipient).await.is_some()).await;
    for person in council.everybody() {
        match in_the_list(person).await {
            Some(found) if person.id == recipient.id => assert_eq!(found.title, title),
            Some(_) => panic!("{} sees a request that is {}'s", person.name, recipient.name),
            None => assert_ne!(person.id, recipient.id, "{} does not see {title}", person.name),
        }
    }
}

async fn refused_to_send(who: &Person, step: &str, edit: Edit, reason: Reason) {
    assert_refused(who.save(step, edit).await, reason, &format!("{} sends", who.name));
}

async fn state_of(council: &Council, step: &str, request: &str) -> RequestState {
    let step = council.iro.open(step).await.expect("the step");
    step.requests.iter().find(|it| it.request_id == request).expect("the request").state()
}

#[tokio::test]
async fn r1_manager_please_review_and_authorise_prior_to_qaag() {
    let council = Council::with_two_replicas().await;
    let row = request_type(&council, "permanency_planning", "authorise_report");
    let report: Vec<i32> = (1..=17).collect();
    assert_row(row, "CS Manager: Please review and authorise prior to QAAG", true, true, &report);

    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(&council.sw, &step).await;
    refused_to_send(&council.ps, &step, send(to("authorise_report", &council.tm)), Reason::NotASender).await;
    let not_a_manager = send(to("authorise_report", &council.adm));
    refused_to_send(&council.sw, &step, not_a_manager, Reason::RecipientNotPermitted).await;
    not_to_who_does_no_case_work(&council, &council.sw, &step, "authorise_report", Role::TeamManager).await;

    let mut edit = council.forms.complete_all(&started);
    edit.send_requests = vec![to("authorise_report", &council.ps)];
    let request = sent_by_saving(&council.sw, &step, edit).await;
    let title = "CS Manager: Please review and authorise prior to QAAG:SC Permanency Planning Process";
    stands_only_with(&council, &request, &council.ps, title).await;
    let finish = council.qaag.finish(&step).await;
    assert_refused(finish, Reason::RequestNotCompleted, "finish with R1 open");
    assert_refused(council.tm.complete(&request).await, Reason::NotTheAssignee, "another manager");

    council.ps.complete(&request).await.expect("the manager authorises");
    council.until(async || state_of(&council, &step, &request).await == RequestState::Completed).await;
    assert_eq!(case.steps().await.len(), 2);
    assert_eq!(council.stored_request_state(&request).await, "COMPLETED");
}

#[tokio::test]
async fn r2_qaag_to_confirm_quality_of_report() {
    let council = Council::with_two_replicas().await;
    let row = request_type(&council, "permanency_planning", "confirm_quality");
    let report: Vec<i32> = (1..=17).collect();
    assert_row(row, "CS QAAG / Adoption Panel to confirm quality of report", true, true, &report);
    assert_eq!(row.inbox, "CS QAAG – Inbox");

    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(&council.sw, &step).await;
    let mut edit = council.forms.complete_all(&started);
    edit.send_requests = vec![to("authorise_report", &council.ps)];
    let authorise = sent_by_saving(&council.sw, &step, edit).await;
    refused_to_send(&council.ps, &step, send(to_the_inbox("confirm_quality")), Reason::RequestOutOfOrder)
        .await;
    council.ps.complete(&authorise).await.expect("the manager authorises");
    refused_to_send(&council.tm, &step, send(to_the_inbox("confirm_quality")), Reason::NotASender).await;

    let opened = council.ps.open(&step).await.expect("the step");
    let mut edit = queue(&opened, vec![next("to_agency_decision")]);
    edit.send_requests = vec![to_the_inbox("confirm_quality")];
    let request = sent_by_saving(&council.ps, &step, edit).await;
    let seen = council.qaag.request(&request).await.expect("QAAG reads it");
    let Some(Holder::Inbox(inbox)) = seen.assignee.expect("an assignee").holder else { panic!("an inbox") };
    assert_eq!(inbox.name, "CS QAAG – Inbox");
    let title = "CS QAAG / Adoption Panel to confirm quality of report:SC Permanency Planning Process";
    assert_eq!(seen.title, title);
    assert_refused(council.sw.complete(&request).await, Reason::NotTheAssignee, "not a member");
    assert_refused(council.qaag.finish(&step).await, Reason::RequestNotCompleted, "finish with R2 open");

    let completed = council.qaag.complete(&request).await.expect("QAAG confirms");
    assert_eq!(completed.answered.expect("an act").by.expect("a person").worker_id, council.qaag.id);
    council.qaag.finish(&step).await.expect("a confirmed report finishes");
    assert_eq!(case.steps().await.len(), 3);
}

/// R3 to R5: optional, to anyone, and nothing waits for them.
async fn optional(key: &str, title: &str) {
    let council = Council::with_two_replicas().await;
    assert_row(request_type(&council, "permanency_planning", key), title, false, false, &[]);
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    refused_to_send(&council.iro, &step, send(to(key, &council.sw)), Reason::NotASender).await;
    not_to_who_does_no_case_work(&council, &council.sw, &step, key, Role::ServiceManager).await;

    let request = sent_by_saving(&council.sw, &step, send(to(key, &council.support))).await;
    let shown = format!("{title}:SC Permanency Planning Process");
    stands_only_with(&council, &request, &council.support, &shown).await;
    let again = sent_by_saving(&council.ps, &step, send(to(key, &council.finder))).await;

    let opened = council.support.open(&step).await.expect("whoever is asked reads the step");
    let edit = Edit { sections: vec![council.forms.complete(&opened, 3)], ..Edit::default() };
    assert_refused(council.support.save(&step, edit).await, Reason::NotAWriter, "asked, and no writer");
    assert_refused(council.support.finish(&step).await, Reason::NotAFinisher, "asked, and no finisher");

    case.planning(&step).await;
    assert_eq!(state_of(&council, &step, &request).await, RequestState::Sent, "it did not block");
    council.support.complete(&request).await.expect("it stays answerable after the finish");
    council.finder.complete(&again).await.expect("anyone may be asked");
    assert_eq!(council.stored_request_state(&request).await, "COMPLETED");
}

#[tokio::test]
async fn r3_allocate_worker_for_parallel_planning() {
    optional("allocate_parallel_planning", "CS Allocate worker for parallel planning").await;
}

#[tokio::test]
async fn r4_please_action() {
    optional("please_action", "CS Please action").await;
}

#[tokio::test]
async fn r5_request_for_a_panel_date() {
    optional("request_panel_date", "CS Request for a panel date").await;
}

/// R6 on either step: QAAG refers, only the named ADM answers, after deciding, in agreement with the queue.
async fn refers_to_adm(step_type: &str, step_title: &str, agrees: &str) {
    let council = Council::with_two_replicas().await;
    let row = request_type(&council, step_type, "refer_to_adm");
    assert_row(row, "CS Refer Panel Recommendation to Agency Decision Maker", true, true, &[1]);

    let (case, step) = Case::arrived_at(&council, step_type).await;
    let started = opened_by(&council.qaag, &step).await;
    let refer = || send(to("refer_to_adm", &council.adm));
    refused_to_send(&council.qaag, &step, refer(), Reason::SectionIncomplete).await;
    let section = council.forms.complete(&started, 1);
    let edit = Edit { sections: vec![section], ..Edit::default() };
    council.qaag.save(&step, edit).await.expect("section 1 is written");
    refused_to_send(&council.qaag, &step, refer(), Reason::NextActionMissing).await;
    let action = case.with_its_reason(&step, agrees).await;
    council.qaag.save(&step, queue(&started, vec![action])).await.expect("an action is queued");
    let to_a_manager = send(to("refer_to_adm", &council.ps));
    refused_to_send(&council.qaag, &step, to_a_manager, Reason::RecipientNotPermitted).await;

    let request = sent_by_saving(&council.qaag, &step, refer()).await;
    let shown = format!("CS Refer Panel Recommendation to Agency Decision Maker:{step_title}");
    stands_only_with(&council, &request, &council.adm, &shown).await;
    assert_refused(council.adm.complete(&request).await, Reason::AdmSectionIncomplete, "undecided");
    case.decide(&step, Decision::No).await;
    let contrary = council.adm.complete(&request).await;
    assert_refused(contrary, Reason::DecisionContradictsQueue, "decided otherwise");
    case.decide(&step, Decision::Yes).await;
    assert_refused(council.adm.finish(&step).await, Reason::RequestNotCompleted, "finish before completing");
    council.adm.complete(&request).await.expect("the ADM completes");
    council.adm.finish(&step).await.expect("a decided step finishes");
    assert_eq!(council.stored_request_state(&request).await, "COMPLETED");
}

#[tokio::test]
async fn r6_refer_panel_recommendation_to_agency_decision_maker_at_w2() {
    refers_to_adm("agency_decision", "SC Agency Decision Maker Permanence Decision", "adm_agrees").await;
}

#[tokio::test]
async fn r6_refer_panel_recommendation_to_agency_decision_maker_at_w6() {
    refers_to_adm("panel_and_matching", "SC Permanence Panel and Matching Decision", "match_agreed").await;
}

#[tokio::test]
async fn r7_manager_please_review_and_acknowledge_request() {
    let council = Council::with_two_replicas().await;
    let row = request_type(&council, "family_finding_request", "acknowledge_request");
    assert_row(row, "CS Manager: Please Review and Acknowledge Request", true, false, &[]);

    let (case, step) = Case::arrived_at(&council, "family_finding_request").await;
    let started = opened_by(&council.sw, &step).await;
    let acknowledge = || send(to("acknowledge_request", &council.ps));
    refused_to_send(&council.sw, &step, acknowledge(), Reason::SectionIncomplete).await;
    let mut edit = council.forms.complete_all(&started);
    edit.queue = Some(queue_edit(&started, vec![next("to_family_finding")]));
    council.sw.save(&step, edit).await.expect("the referral is written");
    assert_refused(council.sw.finish(&step).await, Reason::RequestNotSent, "finish without telling");
    refused_to_send(&council.finder, &step, acknowledge(), Reason::NotASender).await;
    let to_the_adm = send(to("acknowledge_request", &council.adm));
    refused_to_send(&council.sw, &step, to_the_adm, Reason::RecipientNotPermitted).await;

    let request = sent_by_saving(&council.sw, &step, acknowledge()).await;
    let shown = "CS Manager: Please Review and Acknowledge Request:SC Permanence Family Finding Request";
    stands_only_with(&council, &request, &council.ps, shown).await;
    council.sw.finish(&step).await.expect("a notification does not block");
    council.ps.complete(&request).await.expect("the manager acknowledges after the finish");
    assert_eq!(council.stored_request_state(&request).await, "COMPLETED");
    assert_eq!(case.steps().await.last().expect("a step").r#type, "family_finding");
}

#[tokio::test]
async fn r7_goes_out_with_the_finishs_own_save_and_not_with_one_that_is_refused() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "family_finding_request").await;
    let started = opened_by(&council.sw, &step).await;
    let unfinished = Edit { queue: None, ..with_acknowledgement(&council, &started) };
    let refused = council.sw.finish_with(&step, Some(unfinished), false).await;
    assert_refused(refused, Reason::NextActionMissing, "a finish without anything to follow");
    let standing = council.sw.open(&step).await.expect("the step");
    assert_eq!(standing.requests, [], "no request went out");
    assert_eq!(standing.sections, started.sections, "and nothing was saved: it stays with who typed it");

    let edit = with_acknowledgement(&council, &started);
    council.sw.finish_with(&step, Some(edit), false).await.expect("all at once");
    let [request] = &council.sw.open(&step).await.expect("the step").requests[..] else {
        panic!("one request went out")
    };
    council.ps.complete(&request.request_id).await.expect("the manager acknowledges after the finish");
    assert_eq!(council.stored_request_state(&request.request_id).await, "COMPLETED");
    assert_eq!(case.steps().await.last().expect("a step").r#type, "family_finding");
}

/// Everything that finishes a W3, as one save.
fn with_acknowledgement(council: &Council, started: &Workstep) -> Edit {
    let mut edit = council.forms.complete_all(started);
    edit.queue = Some(queue_edit(started, vec![next("to_family_finding")]));
    edit.send_requests = send(to("acknowledge_request", &council.ps)).send_requests;
    edit
}

/// R8 on either step: the writer asks, a manager authorises, the step waits for it.
async fn authorised_by_a_manager(step_type: &str, covers: &[i32], follows: &str) {
    let council = Council::with_two_replicas().await;
    let row = request_type(&council, step_type, "authorise");
    assert_row(row, "CS Manager: Please review and authorise", true, true, covers);

    let (case, step) = Case::arrived_at(&council, step_type).await;
    let writer = if step_type == "family_finding" { &council.finder } else { &council.sw };
    opened_by(writer, &step).await;
    let authorise = || send(to("authorise", &council.ps));
    refused_to_send(writer, &step, authorise(), Reason::SectionIncomplete).await;
    case.write(writer, &step, vec![next(follows)]).await;
    assert_refused(council.ps.finish(&step).await, Reason::RequestNotSent, "finish unauthorised");
    refused_to_send(&council.iro, &step, authorise(), Reason::NotASender).await;
    refused_to_send(writer, &step, send(to("authorise", &council.adm)), Reason::RecipientNotPermitted).await;

    let request = sent_by_saving(writer, &step, authorise()).await;
    refused_to_send(writer, &step, authorise(), Reason::RequestAlreadyOpen).await;
    let title = &council.forms.step(step_type).title;
    let shown = format!("CS Manager: Please review and authorise:{title}");
    stands_only_with(&council, &request, &council.ps, &shown).await;
    assert_refused(council.ps.finish(&step).await, Reason::RequestNotCompleted, "finish while it waits");
    council.ps.complete(&request).await.expect("the manager authorises");
    council.ps.finish(&step).await.expect("an authorised step finishes");
    assert_eq!(council.stored_request_state(&request).await, "COMPLETED");
}

#[tokio::test]
async fn r8_manager_please_review_and_authorise_at_w4() {
    authorised_by_a_manager("family_finding", &[1, 2, 3, 4, 5], "family_finding_again").await;
}

#[tokio::test]
async fn r8_manager_please_review_and_authorise_at_w5() {
    authorised_by_a_manager("information_sharing", &[1], "to_panel").await;
}
