use crate::{
    council::Council,
    people::{CHLOE, DAN},
    refusals::refused,
};
use contracts::workflow::v1::{
    EndPlacementRatificationRequest, GetPlacementRatificationRequest, GetTimelineRequest,
    PlacementRatificationEnded, PlacementRatified, Ratification, RecordPlacementRatificationRequest,
    TimelineKind,
};
use fault::{Reason, metadata_of};

fn request(council: &Council) -> RecordPlacementRatificationRequest {
    RecordPlacementRatificationRequest {
        request_id: council.id(),
        child_id: CHLOE.into(),
        placement: "with her aunt".into(),
        ratified_on: "2026-01-10".into(),
    }
}

fn end(council: &Council, standing: &Ratification) -> EndPlacementRatificationRequest {
    EndPlacementRatificationRequest {
        request_id: council.id(),
        child_id: CHLOE.into(),
        ratification_id: standing.ratification_id.clone(),
        ended_on: "2026-01-12".into(),
    }
}

async fn ratified(council: &Council) -> Ratification {
    let recorded = council.cases("ira").record_placement_ratification(request(council)).await;
    recorded.expect("to ratify").into_inner().ratification.expect("the ratification")
}

async fn standing(council: &Council, subject: &str) -> Option<Ratification> {
    let asked = GetPlacementRatificationRequest { child_id: CHLOE.into() };
    let seen = council.cases(subject).get_placement_ratification(asked).await;
    seen.expect("to look").into_inner().ratification
}

#[tokio::test]
async fn what_stands_is_shown_until_the_placement_changes_and_then_nothing_is() {
    let council = Council::with_replicas(2).await;
    let case = council.open_case().await.case.unwrap();
    assert_eq!(standing(&council, "priya").await, None);
    let first = ratified(&council).await;
    assert_eq!(standing(&council, "priya").await, Some(first.clone()));

    let request = end(&council, &first);
    let ended = council.cases("sam").end_placement_ratification(request.clone()).await.unwrap().into_inner();
    let again = council.cases_of(1, "sam").end_placement_ratification(request).await.unwrap().into_inner();
    assert_eq!(again, ended, "a repeat gets the first answer");
    let ended = ended.ratification.unwrap();
    assert_eq!(ended.ended.clone().unwrap().by.unwrap().display_name, "Sam Okafor");
    assert_eq!(ended.recorded, first.recorded, "by whom it was ratified is not forgotten");
    assert_eq!((ended.ended_on.as_str(), ended.ratified_on.as_str()), ("2026-01-12", "2026-01-10"));
    assert_eq!(standing(&council, "priya").await, None);

    let told = council.told::<PlacementRatificationEnded>(1).await.remove(0);
    assert_eq!((&told.ratification_id, told.ended_on.as_str()), (&first.ratification_id, "2026-01-12"));
    assert_eq!(told.replaced_by_id, "");
    let stored = "select count(*) from workflow.ratification
                  where ended_on = '2026-01-12' and ended_at is not null and ended_by is not null";
    assert_eq!(council.count(stored).await, 1);
    let audited = "select count(*) from workflow.audit_entry where rpc like '%/EndPlacementRatification'
                   and child_id = '3549863' and subjects::text like '%ratification/%'";
    assert_eq!(council.count(audited).await, 1);

    let timeline = GetTimelineRequest { case_id: case.case_id, ..Default::default() };
    let entries = council.cases("priya").get_timeline(timeline).await.unwrap().into_inner().entries;
    let last: Vec<_> = entries.iter().rev().take(2).rev().collect();
    let kinds = [TimelineKind::RatificationRecorded, TimelineKind::RatificationEnded];
    assert_eq!(last.iter().map(|entry| entry.kind()).collect::<Vec<_>>(), kinds);
    let said: Vec<_> = last.iter().map(|entry| (entry.comment.as_str(), entry.date.as_str())).collect();
    assert_eq!(said, [("with her aunt", "2026-01-10"), ("with her aunt", "2026-01-12")]);
    let who = last.iter().map(|entry| entry.act.clone().unwrap().by.unwrap().display_name);
    assert_eq!(who.collect::<Vec<_>>(), ["Ira Kaplan", "Sam Okafor"]);
}

#[tokio::test]
async fn a_ratification_is_ended_once_and_only_the_one_that_was_read() {
    let council = Council::with_replicas(2).await;
    let first = ratified(&council).await;
    let second = ratified(&council).await;
    let early = council.cases("sam").end_placement_ratification(end(&council, &first)).await;
    let status = refused(early, Reason::RatificationNotStanding);
    assert_eq!(status.code(), tonic::Code::FailedPrecondition);
    assert_eq!(metadata_of(&status)["ratification_id"], second.ratification_id);

    let (mut here, mut there) = (council.cases("sam"), council.cases_of(1, "ira"));
    let (one, other) = tokio::join!(
        here.end_placement_ratification(end(&council, &second)),
        there.end_placement_ratification(end(&council, &second)),
    );
    let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
    won.unwrap();
    assert_eq!(metadata_of(&refused(lost, Reason::RatificationNotStanding))["ratification_id"], "");
    let told = council.told::<PlacementRatificationEnded>(2).await;
    let replaced: Vec<_> = told.iter().map(|ended| ended.replaced_by_id.as_str()).collect();
    assert_eq!(replaced, [second.ratification_id.as_str(), ""]);
}

#[tokio::test]
async fn only_the_childs_own_reviewing_officer_and_social_worker_end_it_with_a_date_that_can_be() {
    let council = Council::new().await;
    let first = ratified(&council).await;
    for other in ["omar", "priya", "theo", "quinn", "ada"] {
        let answer = council.cases(other).end_placement_ratification(end(&council, &first)).await;
        refused(answer, Reason::NotPermitted);
    }
    for wrong in ["2026-01-15", "2026-01-09", "yesterday"] {
        let wrong = EndPlacementRatificationRequest { ended_on: wrong.into(), ..end(&council, &first) };
        refused(council.cases("sam").end_placement_ratification(wrong).await, Reason::FieldInvalid);
    }
    assert_eq!(standing(&council, "sam").await, Some(first));
    let nobody = GetPlacementRatificationRequest { child_id: "9999999".into() };
    refused(council.cases("sam").get_placement_ratification(nobody).await, Reason::NotFound);
    let asked = GetPlacementRatificationRequest { child_id: CHLOE.into() };
    refused(council.cases("ada").get_placement_ratification(asked).await, Reason::NotPermitted);
}

#[tokio::test]
async fn a_ratification_stands_until_the_next_one() {
    let council = Council::new().await;
    let first =
        council.cases("ira").record_placement_ratification(request(&council)).await.unwrap().into_inner();
    let first = first.ratification.unwrap();
    assert!(first.under_sixteen && first.ended.is_none());
    assert_eq!(first.recorded.unwrap().by.unwrap().display_name, "Ira Kaplan");

    let moved =
        RecordPlacementRatificationRequest { placement: "with her uncle".into(), ..request(&council) };
    council.cases("ira").record_placement_ratification(moved).await.unwrap();
    let standing =
        "select count(*) from workflow.ratification where ended_at is null and placement = 'with her uncle'";
    let ended =
        "select count(*) from workflow.ratification where ended_at is not null and ended_by is not null";
    assert_eq!((council.count(standing).await, council.count(ended).await), (1, 1));
    let told = council.told::<PlacementRatified>(2).await;
    assert_eq!(told[0].ratification_id, first.ratification_id);
}

#[tokio::test]
async fn two_ratifications_at_once_leave_one_that_stands() {
    let council = Council::with_replicas(2).await;
    let (mut here, mut there) = (council.cases("ira"), council.cases_of(1, "ira"));
    let (one, other) = tokio::join!(
        here.record_placement_ratification(request(&council)),
        there.record_placement_ratification(request(&council)),
    );
    one.unwrap();
    other.unwrap();
    assert_eq!(council.count("select count(*) from workflow.ratification").await, 2);
    assert_eq!(council.count("select count(*) from workflow.ratification where ended_at is null").await, 1);
}

#[tokio::test]
async fn only_the_childs_own_reviewing_officer_ratifies_and_nothing_of_the_future() {
    let council = Council::new().await;
    for other in ["sam", "priya", "ada"] {
        refused(
            council.cases(other).record_placement_ratification(request(&council)).await,
            Reason::NotPermitted,
        );
    }
    let anothers = RecordPlacementRatificationRequest { child_id: DAN.into(), ..request(&council) };
    refused(council.cases("ira").record_placement_ratification(anothers).await, Reason::NotPermitted);
    let tomorrow =
        RecordPlacementRatificationRequest { ratified_on: "2026-01-15".into(), ..request(&council) };
    refused(council.cases("ira").record_placement_ratification(tomorrow).await, Reason::FieldInvalid);
    let nameless = RecordPlacementRatificationRequest { placement: " ".into(), ..request(&council) };
    refused(council.cases("ira").record_placement_ratification(nameless).await, Reason::FieldInvalid);
    assert_eq!(council.count("select count(*) from workflow.ratification").await, 0);
}
