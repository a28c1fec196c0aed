//! Cohort 4 is cross-referenced with the Fostering Service's list.

use crate::{
    council::{Council, THURSDAY, csv, ok, row},
    people::{CHLOE, id_of},
    refused::refused,
};
use contracts::panels::v1::{
    CirculateAgendaRequest, ExtractMetadata, ImportLongTermMatchesRequest, ImportLongTermMatchesResponse,
    ListReferralsRequest, LongTermMatchesImported, RecordReferred, Referral, SchedulePanelsRequest,
    WhenItFallsOut,
};
use fault::{Reason, field_violations_of};

fn list(council: &Council, child_ids: &[&str]) -> ImportLongTermMatchesRequest {
    let child_ids = child_ids.iter().map(|id| (*id).to_owned()).collect();
    ImportLongTermMatchesRequest { request_id: council.id(), child_ids }
}

async fn handed_in(council: &Council, child_ids: &[&str]) -> (i32, i32) {
    let answer = council.care_data("fred").import_long_term_matches(list(council, child_ids)).await;
    let ImportLongTermMatchesResponse { added_count, removed_count } = ok(answer);
    (added_count, removed_count)
}

async fn read(council: &Council, as_of: &str, rows: &[String]) {
    let metadata = ExtractMetadata { as_of: as_of.into(), ..council.metadata() };
    let file = csv(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let import = council.import_as("bea", metadata, &file).await.expect("to hand it in");
    council.ended(&import.extract_import_id).await;
}

fn fostered(id: &str) -> String {
    row(id, "C2", "01/02/2020", "U4", "Long term fostering", "Sandra Poole")
}

async fn referrals(council: &Council, open_only: bool) -> Vec<Referral> {
    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListReferralsRequest { open_only, page_size: 1, page_token, mine: false };
        let page = ok(council.panels("bea").list_referrals(request).await);
        found.extend(page.referrals);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return found;
        }
    }
}

#[tokio::test]
async fn a_list_takes_the_place_of_the_one_before_and_the_same_one_changes_nothing() {
    let council = Council::new().await;
    read(&council, "2026-11-23", &["1", "2", "3"].map(fostered)).await;
    let none = council.draw("long_term_matching").await;
    assert_eq!(none.listed_count, 3);
    assert_eq!(handed_in(&council, &["1", "9", "1"]).await, (2, 0));
    assert_eq!(handed_in(&council, &["9", "1"]).await, (0, 0));
    let first = council.draw("long_term_matching").await;
    assert_eq!((first.listed_count, first.inputs.clone().unwrap().fostering_list), (2, 1));
    let off = council.not_listed(&first).await.remove(0);
    assert!(off.referred);
    let seen = off.off.unwrap();
    assert_eq!(
        (&*seen.key, &*seen.saw[0].value),
        ("cross_reference", "yes, on the Fostering Service's list")
    );

    assert_eq!(handed_in(&council, &["2"]).await, (1, 2));
    let second = council.draw("long_term_matching").await;
    let listed: Vec<String> = council.listed(&second).await.into_iter().map(|item| item.child_id).collect();
    assert_eq!(listed, ["1", "3"]);
    assert_eq!(council.listed(&first).await.len(), 2, "the earlier agenda is what it was");
    assert_eq!(council.told::<LongTermMatchesImported>(2).await.len(), 2);
}

#[tokio::test]
async fn who_is_taken_off_is_referred_until_a_later_extract_shows_it_corrected() {
    let council = Council::new().await;
    read(&council, "2026-11-23", &["1", "2", "3"].map(fostered)).await;
    handed_in(&council, &["1", "2"]).await;
    let request = SchedulePanelsRequest {
        request_id: council.id(),
        anchor: "2026-11-05".into(),
        when_it_falls_out: WhenItFallsOut::Slides.into(),
        etag: String::new(),
    };
    ok(council.panels("bea").schedule_panels(request).await);
    let agenda = council.draw("long_term_matching").await;
    assert!(referrals(&council, true).await.is_empty(), "nobody has been told yet");
    let request = CirculateAgendaRequest { request_id: council.id(), agenda_id: agenda.agenda_id.clone() };
    ok(council.panels("bea").circulate_agenda(request).await);

    let open = referrals(&council, true).await;
    let ids: Vec<&str> = open.iter().map(|referral| &*referral.child_id).collect();
    assert_eq!(ids, ["2", "1"]);
    let Referral { panel_date, service_manager, by_removal, corrected_as_of, .. } = open[0].clone();
    assert_eq!((&*panel_date, &*service_manager, by_removal), (THURSDAY, "Sandra Poole", false));
    assert_eq!(corrected_as_of, "");

    council.suite.clock().set("2026-11-30T09:00:00Z".parse().unwrap());
    let achieved = fostered("1").replace("Long term fostering,,", "Long term fostering,Yes,");
    read(&council, "2026-11-30", &[achieved, fostered("2"), fostered("3")]).await;
    let open = referrals(&council, true).await;
    assert_eq!(open.iter().map(|referral| &*referral.child_id).collect::<Vec<_>>(), ["2"]);
    let all = referrals(&council, false).await;
    assert_eq!((&*all[1].child_id, &*all[1].corrected_as_of), ("1", "2026-11-30"));
    assert_eq!((&*all[0].absent_as_of, &*all[1].absent_as_of), ("", ""));
}

#[tokio::test]
async fn whose_child_is_referred_is_told_and_sees_it_among_their_own_whatever_the_extract_says() {
    let council = Council::new().await;
    let of = |id: &str, manager: &str| row(id, "C2", "01/02/2020", "U4", "Long term fostering", manager);
    let rows = [of(CHLOE, "Maya Lind"), of("1", "M Lind"), of("2", "Noor Ali"), of("3", "Maya Lind")];
    read(&council, "2026-11-23", &rows).await;
    handed_in(&council, &[CHLOE, "1", "2"]).await;
    council.keep_name("M Lind", "maya").await;
    let issue = async |agenda_id: String| {
        let request = CirculateAgendaRequest { request_id: council.id(), agenda_id };
        ok(council.panels("bea").circulate_agenda(request).await)
    };
    let request = SchedulePanelsRequest {
        request_id: council.id(),
        anchor: "2026-11-05".into(),
        when_it_falls_out: WhenItFallsOut::Slides.into(),
        etag: String::new(),
    };
    ok(council.panels("bea").schedule_panels(request).await);
    issue(council.draw("long_term_matching").await.agenda_id).await;

    let told = council.told::<RecordReferred>(3).await;
    let whose: Vec<&str> = told.iter().map(|told| &*told.service_manager_id).collect();
    let (sandra, maya) = (id_of("sandra").to_string(), id_of("maya").to_string());
    assert_eq!(whose, [&*maya, "", &*sandra], "by the kept name, nobody's, by the directory");
    let mine = async |subject: &str| {
        let request = ListReferralsRequest { mine: true, ..Default::default() };
        let found = ok(council.panels(subject).list_referrals(request).await).referrals;
        found.into_iter().map(|it| it.child_id).collect::<Vec<_>>()
    };
    assert_eq!(mine("sandra").await, [CHLOE]);
    assert_eq!(mine("maya").await, ["1"]);
    let unasked = ok(council.panels("maya").list_referrals(ListReferralsRequest::default()).await).referrals;
    assert_eq!(unasked.iter().map(|it| &*it.child_id).collect::<Vec<_>>(), ["1"], "and nobody else's");

    // Tuesday's extract shows one record corrected, and another child's match has gone: both are another version's to say.
    council.suite.clock().set("2026-11-24T09:00:00Z".parse().unwrap());
    let corrected = of(CHLOE, "Maya Lind").replace("Long term fostering,,", "Long term fostering,Yes,");
    read(&council, "2026-11-24", &[corrected, rows[1].clone(), rows[2].clone(), rows[3].clone()]).await;
    handed_in(&council, &[CHLOE, "1", "3"]).await;
    issue(council.draw("long_term_matching").await.agenda_id).await;
    let all = referrals(&council, false).await;
    let told: Vec<(&str, &str)> = all.iter().map(|it| (&*it.child_id, &*it.corrected_as_of)).collect();
    assert_eq!(
        told,
        [(CHLOE, "2026-11-24"), ("3", ""), ("1", "")],
        "none disappears but whose match has gone"
    );
    assert_eq!(council.told::<RecordReferred>(4).await.len(), 4, "each is told once");

    // Whose match is there again after a version that had the child on it is referred again.
    handed_in(&council, &[CHLOE, "1", "2", "3"]).await;
    issue(council.draw("long_term_matching").await.agenda_id).await;
    let ids: Vec<String> = referrals(&council, false).await.into_iter().map(|it| it.child_id).collect();
    assert_eq!(ids, [CHLOE, "3", "2", "1"]);
    assert_eq!(council.told::<RecordReferred>(5).await.len(), 5);
}

#[tokio::test]
async fn an_extract_that_says_nothing_of_the_child_corrects_nothing() {
    let council = Council::new().await;
    read(&council, "2026-11-23", &["1", "2", "3"].map(fostered)).await;
    handed_in(&council, &["1", "2"]).await;
    let request = SchedulePanelsRequest {
        request_id: council.id(),
        anchor: "2026-11-05".into(),
        when_it_falls_out: WhenItFallsOut::Slides.into(),
        etag: String::new(),
    };
    ok(council.panels("bea").schedule_panels(request).await);
    let agenda = council.draw("long_term_matching").await;
    let request = CirculateAgendaRequest { request_id: council.id(), agenda_id: agenda.agenda_id.clone() };
    ok(council.panels("bea").circulate_agenda(request).await);

    // One is gone from the export; the other's row is rejected.
    council.suite.clock().set("2026-12-07T09:00:00Z".parse().unwrap());
    let rejected = fostered("2").replace(",C2,", ",a mistake,");
    read(&council, "2026-11-30", &[rejected, fostered("3")]).await;
    let told = async || {
        let all = referrals(&council, false).await;
        let told = |it: Referral| (it.child_id, it.corrected_as_of, it.absent_as_of);
        all.into_iter().map(told).collect::<Vec<_>>()
    };
    let of =
        |id: &str, corrected: &str, absent: &str| (id.to_owned(), corrected.to_owned(), absent.to_owned());
    assert_eq!(told().await, [of("2", "", "2026-11-30"), of("1", "", "2026-11-30")]);
    assert_eq!(referrals(&council, true).await.len(), 2, "both stay open");

    // They come back: one as before, the other corrected.
    let placed_otherwise = fostered("2").replace(",U4,", ",U1,");
    read(&council, "2026-12-07", &[placed_otherwise, fostered("1"), fostered("3")]).await;
    assert_eq!(told().await, [of("2", "2026-12-07", ""), of("1", "", "")]);
}

#[tokio::test]
async fn the_list_is_the_fostering_services() {
    let council = Council::new().await;
    for subject in ["sandra", "sam", "leo", "ada"] {
        let outcome = council.care_data(subject).import_long_term_matches(list(&council, &["1"])).await;
        refused(outcome, Reason::NotPermitted);
    }
    for subject in ["sam", "ada"] {
        let outcome = council.panels(subject).list_referrals(ListReferralsRequest::default()).await;
        refused(outcome, Reason::NotPermitted);
    }
    let request = list(&council, &["1", "no id!"]);
    let status =
        refused(council.care_data("fred").import_long_term_matches(request).await, Reason::FieldInvalid);
    assert_eq!(field_violations_of(&status)[0].field, "child_ids[1]");
    let request = list(&council, &["1"]);
    let first = ok(council.care_data("sys").import_long_term_matches(request.clone()).await);
    assert_eq!(ok(council.care_data("sys").import_long_term_matches(request).await), first, "a repeat");
    assert_eq!(council.count("select count(*) from panels.long_term_match").await, 1);
}
