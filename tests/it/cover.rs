//! Absence cover: on its days, and on no other, a colleague stands where the absent one stands.

use contracts::directory::v1::Worker;
use contracts::requests::v1::RequestCompleted;
use contracts::r#type::v1::{Act, FolderGround, Role, WorkerRef};
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{Edit, TimelineKind, WorkstepStarted};
use fault::Reason;
use tests::case::{Case, opened_by, sent_by_saving, to, to_the_inbox};
use tests::council::Council;
use tests::forms::{etag_of, next, queue_edit, send, writing};
use tests::people::cover_of;
use tests::person::{Person, to_worker};
use tonic::Status;

use crate::refusals::assert_refused;

fn instant(text: &str) -> chrono::DateTime<chrono::Utc> {
    text.parse().expect("an instant")
}

#[tokio::test]
async fn both_folders_of_the_absent_one_are_seen_on_the_london_days_of_the_cover_and_on_no_other() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let request = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    let (_, in_inbox) = Case::arrived_at(&council, "family_finding").await;

    // The last days of March: summer time begins on the 29th.
    let (first_day, last_day) = ("2026-03-28", "2026-03-30");
    for (covered, covering) in
        [(&council.sw, &council.other_sw), (&council.ps, &council.tm), (&council.finder, &council.other_sw)]
    {
        let set = covered.set_cover(cover_of(covered, covering, first_day, last_day)).await.expect("a cover");
        council.known_everywhere(&set).await;
    }
    for (now, stands) in [
        ("2026-03-27T23:59:59Z", false),
        ("2026-03-28T00:00:00Z", true),
        ("2026-03-30T22:59:59Z", true),
        ("2026-03-30T23:00:00Z", false),
    ] {
        council.suite.clock().set(instant(now));
        let seen = |whose: &Person| stands.then(|| (FolderGround::Cover, whose.id.clone()));
        assert_eq!(council.other_sw.sees_work(&step).await, seen(&council.sw), "{now}");
        assert_eq!(council.tm.sees_request(&request).await, seen(&council.ps), "{now}");
        assert_eq!(council.other_sw.sees_work(&in_inbox).await, seen(&council.finder), "{now}: an inbox");

        let own = Some((FolderGround::Own, String::new()));
        assert_eq!(council.sw.sees_work(&step).await, own, "{now}: it stays the absent one's");
        assert_eq!(council.ps.sees_request(&request).await, own, "{now}");
        assert_eq!(council.tm.sees_work(&step).await, None, "{now}: nobody else's");
    }
}

#[tokio::test]
async fn a_cover_that_was_ended_shows_nothing_any_more() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let cover = council.covered(&council.sw, &council.other_sw).await;
    assert_eq!(council.other_sw.sees_work(&step).await, Some((FolderGround::Cover, council.sw.id.clone())));
    let ended = council.other_sw.end_cover(&cover).await.expect("the covering worker may end it");
    council.known_everywhere(&ended).await;
    assert_eq!(council.other_sw.sees_work(&step).await, None);
}

fn for_whom(act: Option<&Act>) -> (String, Option<String>) {
    let act = act.expect("an act");
    let id = |worker: &WorkerRef| worker.worker_id.clone();
    (id(act.by.as_ref().expect("somebody")), act.on_behalf_of.as_ref().map(id))
}

fn x_for_y(x: &Person, y: &Person) -> (String, Option<String>) {
    (x.id.clone(), Some(y.id.clone()))
}

#[tokio::test]
async fn every_act_of_a_cover_is_recorded_as_x_for_y_in_the_record_the_timeline_the_audit_and_the_events() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    let (x, y) = (&council.other_sw, &council.sw);
    assert_refused(x.start(&step).await, Reason::NotTheAssignee, "before the cover");
    let cover = council.covered(y, x).await;

    let started = x.start(&step).await.expect("for the absent one");
    assert_eq!(for_whom(started.started.as_ref()), x_for_y(x, y));
    assert_eq!(council.stored_holder_of(&step).await, y.id, "the step stays the absent one's");
    let mut edit = council.forms.complete_all(&started);
    edit.send_requests = vec![to("authorise_report", &council.ps)];
    let request = sent_by_saving(x, &step, edit).await;
    let opened = x.open(&step).await.expect("the step");
    assert_eq!(for_whom(opened.sections[0].last_edit.as_ref()), x_for_y(x, y));
    let sent = council.ps.request(&request).await.expect("the request").sent;
    assert_eq!(for_whom(sent.as_ref()), x_for_y(x, y));
    assert_eq!(sent.and_then(|act| act.on_behalf_of).expect("the absent one").display_name, y.name);

    let timeline = council.timeline(&case.case_id).await;
    for kind in [TimelineKind::WorkstepStarted, TimelineKind::RequestSent] {
        let entry = timeline.iter().rfind(|entry| entry.kind() == kind).expect("an entry");
        assert_eq!(for_whom(entry.act.as_ref()), x_for_y(x, y), "{kind:?}");
    }
    for rpc in ["StartWorkstep", "SaveWorkstep"] {
        let entries = council.audited_for_whom("workflow", rpc, &x.id).await;
        assert_eq!(entries.last(), Some(&y.id), "{rpc}");
    }
    let events = council.payloads::<WorkstepStarted>("workflow", &format!("workstep/{step}")).await;
    assert_eq!(for_whom(events[0].started.as_ref()), x_for_y(x, y));

    let ended = y.end_cover(&cover).await.expect("the absent one is back");
    assert!(ended.end_time.is_some());
    let section = council.forms.complete(&opened, 1);
    let edit = Edit { sections: vec![section], ..Edit::default() };
    assert_refused(x.save(&step, edit).await, Reason::NotAWriter, "after the cover, at once");
}

#[tokio::test]
async fn what_a_covering_worker_typed_in_vain_is_recorded_as_x_for_y_too() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "child_in_care_planning").await;
    let (x, y) = (&council.other_sw, &council.sw);
    let opened = opened_by(y, &step).await;
    council.covered(y, x).await;
    let field = council.forms.text_field("child_in_care_planning", 1);
    let typed = |text: &str| Edit {
        queue: Some(queue_edit(&opened, vec![next("planning_handed_over")])),
        ..writing(1, &etag_of(&opened, 1), &field, text)
    };
    let mut written = council.forms.complete_all(&opened);
    written.queue = Some(queue_edit(&opened, vec![next("planning_handed_over")]));
    y.save(&step, written).await.expect("the absent one writes first");
    let mut other = typed("Typed too late");
    other.queue = Some(queue_edit(&opened, Vec::new()));
    assert_refused(x.save(&step, other).await, Reason::EtagStale, "they read it before");
    y.finish(&step).await.expect("it ends");
    let late = typed("Typed after the end");
    assert_refused(x.save(&step, late).await, Reason::WorkstepEnded, "it has ended");

    let revisions = y.revisions(&step, "", 1).await.expect("what was typed");
    let in_vain: Vec<_> = revisions.iter().filter(|one| one.refused).collect();
    assert_eq!(in_vain.len(), 2, "{revisions:?}");
    for kept in in_vain {
        assert_eq!(for_whom(kept.edit.as_ref()), x_for_y(x, y));
    }
    let entries = council.audited_for_whom("workflow", "SaveWorkstep", &x.id).await;
    assert_eq!(entries, [y.id.as_str(), &y.id], "both attempts");
}

#[tokio::test]
async fn who_covers_a_line_manager_looks_at_what_their_people_would_leave_and_passes_it_on() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "family_finding").await;
    opened_by(&council.finder, &step).await;
    // A line manager who answers for no team: only so is it the cover that counts.
    let lead = council.hires("Lena Leadbetter", Role::FamilyFinder, &council.ps).await;
    let peer = council.hires("Piet Peer", Role::FamilyFinder, &council.ps).await;
    council.change_worker(&council.finder, |worker| worker.line_manager_id = lead.id.clone()).await;
    let theirs = async |looks: &Person| {
        let work = looks.work_of(&council.finder).await?.work.expect("steps").worksteps;
        Ok::<_, Status>(work.into_iter().map(|row| row.workstep_id).collect::<Vec<_>>())
    };
    assert_eq!(theirs(&lead).await.expect("their line manager"), std::slice::from_ref(&step));
    assert_refused(theirs(&peer).await, Reason::NotYoursToPassOn, "before the cover");
    council.covered(&lead, &peer).await;
    assert_eq!(theirs(&peer).await.expect("who covers their line manager"), std::slice::from_ref(&step));
    peer.reassign_work(&[&step], to_worker(&council.second_finder.id)).await.expect("and passes it on");
    assert_eq!(council.stored_holder_of(&step).await, council.second_finder.id);
}

#[tokio::test]
async fn whoever_covers_the_manager_authorises_for_them_and_sends_what_only_the_authoriser_sends() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(&council.sw, &step).await;
    let mut edit = council.forms.complete_all(&started);
    edit.send_requests = vec![to("authorise_report", &council.ps)];
    let request = sent_by_saving(&council.sw, &step, edit).await;
    assert_refused(council.tm.complete(&request).await, Reason::NotTheAssignee, "before the cover");
    assert_refused(council.manager.complete(&request).await, Reason::RoleRequired, "another role");

    council.covered(&council.ps, &council.tm).await;
    let completed = council.tm.complete(&request).await.expect("for the manager");
    assert_eq!(for_whom(completed.answered.as_ref()), x_for_y(&council.tm, &council.ps));
    let entries = council.audited_for_whom("requests", "CompleteRequest", &council.tm.id).await;
    assert_eq!(entries, std::slice::from_ref(&council.ps.id));
    let told = council.payloads::<RequestCompleted>("requests", &format!("request/{request}")).await;
    assert_eq!(for_whom(told[0].completed.as_ref()), x_for_y(&council.tm, &council.ps));

    let confirm = sent_by_saving(&council.tm, &step, send(to_the_inbox("confirm_quality"))).await;
    let sent = council.tm.request(&confirm).await.expect("the request").sent;
    assert_eq!(for_whom(sent.as_ref()), x_for_y(&council.tm, &council.ps));
    assert_eq!(council.stored_request_state(&request).await, "COMPLETED");
}

#[tokio::test]
async fn whoever_covers_the_childs_manager_cancels_for_them() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    assert_refused(council.tm.cancel(&step, "It is over").await, Reason::NotACanceller, "before the cover");
    council.covered(&council.ps, &council.tm).await;
    let cancelled = council.tm.cancel(&step, "It is over").await.expect("for the child's manager");
    let act = cancelled.workstep.and_then(|step| step.ended);
    assert_eq!(for_whom(act.as_ref()), x_for_y(&council.tm, &council.ps));
}

#[tokio::test]
async fn the_completer_of_r1_is_covered_when_r2_is_sent() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    case.report_authorised(&step).await;
    let r2 = || send(to_the_inbox("confirm_quality"));
    assert_refused(council.tm.save(&step, r2()).await, Reason::NotASender, "another manager");
    council.covered(&council.ps, &council.tm).await;
    let sent = sent_by_saving(&council.tm, &step, r2()).await;
    let sent = council.tm.request(&sent).await.expect("the request").sent;
    assert_eq!(for_whom(sent.as_ref()), x_for_y(&council.tm, &council.ps));
}

#[tokio::test]
async fn an_adm_is_covered_by_an_adm_only_and_nobody_else_gets_their_acts() {
    let council = Council::with_two_replicas().await;
    let today = council.today();
    let by_a_manager = cover_of(&council.adm, &council.tm, &today, &today);
    let refused = council.adm.set_cover(by_a_manager).await;
    let refused = assert_refused(refused, Reason::CoverNeedsAdm, "a manager covers the ADM");
    assert_eq!(refused.code(), tonic::Code::FailedPrecondition);

    let (case, step) = Case::arrived_at(&council, "agency_decision").await;
    let refer = case.referred_to_adm(&step, vec![next("adm_agrees")]).await;
    council.also(&council.tm, Role::AgencyDecisionMaker).await;
    council.covered(&council.adm, &council.tm).await;
    assert_eq!(council.tm.sees_request(&refer).await, Some((FolderGround::Cover, council.adm.id.clone())));
    let opened = council.tm.open(&step).await.expect("the step");
    let decision = [("decision", Kind::Choice("agree".into()))];
    let section = council.forms.complete_with(&opened, 2, &decision);
    let edit = Edit { sections: vec![section], ..Edit::default() };
    council.tm.save(&step, edit.clone()).await.expect("the covering ADM writes section 2");
    let completed = council.tm.complete(&refer).await.expect("and decides");
    assert_eq!(for_whom(completed.answered.as_ref()), x_for_y(&council.tm, &council.adm));
    let finished = council.tm.finish(&step).await.expect("and finishes").finished;
    assert_eq!(for_whom(finished.as_ref()), x_for_y(&council.tm, &council.adm));
}

#[tokio::test]
async fn a_covering_worker_who_is_no_longer_an_adm_sees_and_may_nothing_of_the_adms() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "agency_decision").await;
    let refer = case.referred_to_adm(&step, vec![next("adm_agrees")]).await;
    council.also(&council.tm, Role::AgencyDecisionMaker).await;
    council.covered(&council.adm, &council.tm).await;
    let manager_only = |worker: &mut Worker| worker.roles = vec![Role::TeamManager.into()];
    council.change_worker(&council.tm, manager_only).await;
    assert_eq!(council.tm.sees_request(&refer).await, None);
    let refused =
        assert_refused(council.tm.complete(&refer).await, Reason::NotTheAssignee, "no ADM any more");
    assert_eq!(refused.code(), tonic::Code::PermissionDenied);
    assert_eq!(council.stored_request_state(&refer).await, "SENT");
}
