//! What people read, as document A shows it: the folders of Current work, each row with child, title, date and the ground on
//! which it stands there, and their counts (A:35, A:122); and the timeline of a case.

use chrono::DateTime;
use contracts::r#type::v1::{Act, Assignee, ChildRef, FolderGround, FolderPlace, Role, assignee::Holder};
use contracts::workflow::v1::TimelineKind;
use prost_types::Timestamp;
use tests::case::{Case, sent_by_saving, to_the_inbox};
use tests::council::{Council, FAMILY_FINDERS, QAAG};
use tests::forms::{next, send};
use tests::person::Person;

const PLANNING: &str = "SC Permanency Planning Process";
const R1: &str = "CS Manager: Please review and authorise prior to QAAG";

/// A row as it is read: child, title, day, in whose hands it lies, why it stands there, and for whom somebody sees it.
type Row = (String, String, String, String, FolderGround, String);

/// The day of an instant around noon, ISO.
fn day(time: Option<Timestamp>) -> String {
    let Timestamp { seconds, .. } = time.expect("a time");
    DateTime::from_timestamp(seconds, 0).expect("an instant").date_naive().to_string()
}

fn named(child: Option<ChildRef>) -> String {
    let child = child.expect("a child");
    format!("{} ({})", child.display_name, child.child_id)
}

fn held(assignee: Option<Assignee>) -> String {
    match assignee.and_then(|it| it.holder).expect("somebody holds it") {
        Holder::Worker(worker) => worker.display_name,
        Holder::Inbox(inbox) => inbox.name,
    }
}

fn placed(place: Option<FolderPlace>) -> (FolderGround, String) {
    let place = place.expect("a place");
    (place.ground(), place.whose.unwrap_or_default().display_name)
}

/// The count of somebody's work, and its rows.
async fn work_of(who: &Person) -> (i32, Vec<Row>) {
    let folder = who.work_view().await.expect("a work view").incoming_work.expect("a folder");
    let rows = folder.worksteps.into_iter().map(|row| {
        let (ground, whose) = placed(row.place);
        (named(row.child), row.title, day(row.arrive_time), held(row.assignee), ground, whose)
    });
    (folder.count, rows.collect())
}

/// The count of somebody's requests, and their rows.
async fn requests_of(who: &Person) -> (i32, Vec<Row>) {
    let folder = who.work_view().await.expect("a work view").incoming_requests.expect("a folder");
    let rows = folder.requests.into_iter().map(|row| {
        let (ground, whose) = placed(row.place);
        let sent = day(row.sent.and_then(|sent| sent.time));
        (named(row.child), row.title, sent, held(row.assignee), ground, whose)
    });
    (folder.count, rows.collect())
}

fn row(child_id: &str, title: &str, day: &str, holder: &str, ground: FolderGround, whose: &str) -> Row {
    let child = format!("Chloe Smith ({child_id})");
    (child, title.into(), day.into(), holder.into(), ground, whose.into())
}

#[tokio::test]
async fn incoming_work_shows_child_title_and_date_its_count_and_why_each_row_stands_there() {
    let council = Council::with_two_replicas().await;
    let (early, _) = Case::arrived_at(&council, "permanency_planning").await;
    council.at("2026-01-15T12:00:00Z");
    let (late, _) = Case::arrived_at(&council, "permanency_planning").await;
    council.at("2026-01-16T12:00:00Z");
    let (found, _) = Case::arrived_at(&council, "family_finding").await;
    let sw = council.sw.name.as_str();
    let seen = |ground, whose: &str| {
        let newest = row(&late.child_id, PLANNING, "2026-01-15", sw, ground, whose);
        (2, vec![newest, row(&early.child_id, PLANNING, "2026-01-14", sw, ground, whose)])
    };

    assert_eq!(work_of(&council.sw).await, seen(FolderGround::Own, ""), "the newest first");
    let title = "SC Permanence Family Finding Meeting / Review";
    let in_the_inbox = row(&found.child_id, title, "2026-01-16", FAMILY_FINDERS, FolderGround::Own, "");
    for member in [&council.finder, &council.second_finder] {
        assert_eq!(work_of(member).await, (1, vec![in_the_inbox.clone()]), "an inbox of theirs");
    }
    assert_eq!(work_of(&council.other_sw).await, (0, vec![]));
    council.covered(&council.sw, &council.other_sw).await;
    assert_eq!(work_of(&council.other_sw).await, seen(FolderGround::Cover, sw));
    assert_eq!(work_of(&council.sw).await, seen(FolderGround::Own, ""), "it stays the absent one's");

    council.admin.deactivate(&council.sw).await.expect("she leaves");
    assert_eq!(work_of(&council.ps).await, seen(FolderGround::Leaver, sw));
    assert_eq!(work_of(&council.other_sw).await, (0, vec![]), "the cover ended with it");
}

#[tokio::test]
async fn incoming_requests_show_type_and_workstep_and_date_their_count_and_why_each_row_stands_there() {
    let council = Council::with_two_replicas().await;
    let other_adm = council.hires("Rose Tanner", Role::AgencyDecisionMaker, &council.ps).await;
    let (case, step) = Case::arrived_at(&council, "agency_decision").await;
    council.at("2026-01-15T12:00:00Z");
    let refer = case.referred_to_adm(&step, vec![next("adm_agrees")]).await;
    council.adm.request(&refer).await.expect("it has arrived");
    // A:123, as it is printed there.
    let title =
        "CS Refer Panel Recommendation to Agency Decision Maker:SC Agency Decision Maker Permanence Decision";
    let adm = council.adm.name.as_str();
    let seen = |ground, whose: &str| (1, vec![row(&case.child_id, title, "2026-01-15", adm, ground, whose)]);
    assert_eq!(requests_of(&council.adm).await, seen(FolderGround::Own, ""));
    assert_eq!(requests_of(&other_adm).await, (0, vec![]));
    council.covered(&council.adm, &other_adm).await;
    assert_eq!(requests_of(&other_adm).await, seen(FolderGround::Cover, adm));

    let (other, report) = Case::arrived_at(&council, "permanency_planning").await;
    other.report_authorised(&report).await;
    let confirm = sent_by_saving(&council.ps, &report, send(to_the_inbox("confirm_quality"))).await;
    council.qaag.request(&confirm).await.expect("it has arrived");
    let title = format!("CS QAAG / Adoption Panel to confirm quality of report:{PLANNING}");
    let in_the_inbox = row(&other.child_id, &title, "2026-01-15", QAAG, FolderGround::Own, "");
    assert_eq!(requests_of(&council.qaag).await, (1, vec![in_the_inbox]));

    council.admin.deactivate(&council.adm).await.expect("the decision maker leaves");
    assert_eq!(requests_of(&council.ps).await, seen(FolderGround::Leaver, adm));
    council.qaag.complete(&confirm).await.expect("confirmed");
    assert_eq!(requests_of(&council.qaag).await, (0, vec![]), "what is answered stands in no list");
}

#[tokio::test]
async fn the_timeline_tells_what_happened_when_in_which_step_and_by_whom() {
    let council = Council::with_two_replicas().await;
    let (case, review) = Case::open(&council).await;
    council.at("2026-01-15T12:00:00Z");
    let planning = case.review(&review).await.created[0].workstep_id.clone();
    council.at("2026-01-16T12:00:00Z");
    let request = case.report_authorised(&planning).await;
    council.all_is_heard().await;

    let by = |act: Option<Act>| {
        let act = act.expect("an act");
        (act.by.expect("somebody").display_name, day(act.time))
    };
    let told = council.timeline(&case.case_id).await.into_iter().map(|entry| {
        let (kind, to) = (entry.kind(), entry.to.map(|to| held(Some(to))).unwrap_or_default());
        assert!(entry.request_id.is_empty() || entry.request_id == request);
        let (who, day) = by(entry.act);
        (kind, entry.workstep_title, entry.title, to, who, day)
    });
    let [iro, sw, ps] = [&council.iro, &council.sw, &council.ps].map(|person| person.name.as_str());
    let expected = [
        (TimelineKind::CaseOpened, "", "", "", iro, "2026-01-14"),
        (TimelineKind::WorkstepArrived, "Child in Care Review", "", iro, iro, "2026-01-14"),
        (TimelineKind::WorkstepStarted, "Child in Care Review", "", "", iro, "2026-01-15"),
        (TimelineKind::WorkstepFinished, "Child in Care Review", "", "", iro, "2026-01-15"),
        (TimelineKind::WorkstepArrived, PLANNING, PLANNING, sw, iro, "2026-01-15"),
        (TimelineKind::WorkstepStarted, PLANNING, "", "", sw, "2026-01-16"),
        (TimelineKind::RequestSent, PLANNING, R1, ps, sw, "2026-01-16"),
        (TimelineKind::RequestCompleted, PLANNING, R1, "", ps, "2026-01-16"),
    ];
    let expected = expected.map(|(kind, step, title, to, who, day)| {
        (kind, step.to_owned(), title.to_owned(), to.to_owned(), who.to_owned(), day.to_owned())
    });
    assert_eq!(told.collect::<Vec<_>>(), expected);
}
