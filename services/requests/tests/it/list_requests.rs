use crate::{
    council::{Council, ids},
    people::{CHLOE, DAN, to},
    refused::refused,
    sending::Sending,
};
use chrono::TimeDelta;
use contracts::requests::v1::{ListRequestsRequest, RequestState, list_requests_request::Of};
use fault::{Reason, field_violations_of};

fn of(of: Of) -> ListRequestsRequest {
    ListRequestsRequest { of: Some(of), ..Default::default() }
}

#[tokio::test]
async fn a_steps_a_cases_and_a_childs_requests_are_listed_answered_ones_too_newest_first() {
    let council = Council::new().await;
    let noon = council.clock().now();
    let report = council.send(Sending::report(council.clock()).at(noon)).await;
    let quality = Sending::quality(council.clock()).beside(&report).at(noon + TimeDelta::hours(1));
    let quality = council.send(quality).await;
    let mut later_step = Sending::report(council.clock()).at(noon + TimeDelta::hours(2));
    later_step.case_id = report.case_id;
    let later_step = council.send(later_step).await;
    let other_case = council.send(Sending::report(council.clock()).at(noon + TimeDelta::hours(3))).await;
    council.send(Sending::report(council.clock()).of(DAN)).await;
    council.complete("priya", report.id, 7).await.expect("a manager answers");

    let mut theo = council.requests("theo");
    let expectations = [
        (of(Of::WorkstepId(report.workstep_id.to_string())), vec![&quality, &report]),
        (of(Of::CaseId(report.case_id.to_string())), vec![&later_step, &quality, &report]),
        (of(Of::ChildId(CHLOE.into())), vec![&other_case, &later_step, &quality, &report]),
    ];
    for (asked, expected) in expectations {
        let listed = theo.list_requests(asked).await.expect("a list").into_inner();
        let expected: Vec<String> = expected.iter().map(|sending| sending.id.to_string()).collect();
        assert_eq!(ids(&listed.requests), expected);
        let oldest = listed.requests.last().unwrap();
        assert_eq!(oldest.state, i32::from(RequestState::Completed));
        assert_eq!(oldest.comment, "Reviewed.");
    }
    let nothing = theo.list_requests(of(Of::CaseId(council.id()))).await.expect("a list").into_inner();
    assert!(nothing.requests.is_empty());
}

#[tokio::test]
async fn each_page_goes_on_where_the_last_one_ended() {
    let council = Council::new().await;
    let noon = council.clock().now();
    let mut expected = Vec::new();
    for minute in 0..5 {
        let sending = Sending::report(council.clock()).at(noon + TimeDelta::minutes(minute));
        expected.insert(0, council.send(sending).await.id.to_string());
    }
    let mut theo = council.requests("theo");
    let mut asked = ListRequestsRequest { page_size: 2, ..of(Of::ChildId(CHLOE.into())) };
    let mut listed = Vec::new();
    loop {
        let page = theo.list_requests(asked.clone()).await.expect("a page").into_inner();
        listed.extend(ids(&page.requests));
        if page.next_page_token.is_empty() {
            break;
        }
        assert_eq!(page.requests.len(), 2);
        asked.page_token = page.next_page_token;
        // What comes meanwhile is newer than what was shown already.
        council.send(Sending::report(council.clock()).at(noon + TimeDelta::hours(1))).await;
    }
    assert_eq!(listed, expected);
}

#[tokio::test]
async fn a_list_of_nothing_in_particular_and_a_strange_token_are_refused() {
    let council = Council::new().await;
    council.send(Sending::report(council.clock()).to(to("theo"))).await;
    let mut theo = council.requests("theo");
    let status = refused(theo.list_requests(ListRequestsRequest::default()).await, Reason::FieldInvalid);
    assert_eq!(field_violations_of(&status)[0].field, "of");
    refused(theo.list_requests(of(Of::WorkstepId("x".into()))).await, Reason::FieldInvalid);
    let strange = ListRequestsRequest { page_token: "strange".into(), ..of(Of::ChildId(CHLOE.into())) };
    refused(theo.list_requests(strange).await, Reason::PageTokenInvalid);
}
