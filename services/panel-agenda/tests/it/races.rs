//! Two people at one moment: one wins, and the other is told why.

use crate::council::{Council, THURSDAY, csv, row};
use contracts::panels::v1::{RecordDiscussionRequest, RemovalReason, RemoveAgendaItemRequest};
use fault::{Reason, reason_of};

const PAIRS: usize = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_child_is_withdrawn_or_discussed_and_never_both() {
    let council = Council::with_replicas(2).await;
    let rows: Vec<String> = (0..PAIRS)
        .map(|id| row(&id.to_string(), "V2", "01/02/2024", "U6", "Return home", "Maya Lind"))
        .collect();
    council.read(&csv(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let agenda = council.issued(THURSDAY).await;
    council.suite.clock().set("2026-11-26T11:00:00Z".parse().unwrap());
    let mut withdrawn = 0;
    for child_id in (0..PAIRS).map(|id| id.to_string()) {
        let removal = RemoveAgendaItemRequest {
            request_id: council.id(),
            agenda_id: agenda.agenda_id.clone(),
            child_id: child_id.clone(),
            reason: RemovalReason::WithdrawnAtPanel.into(),
            note: "There was no time.".into(),
            etag: "0".into(),
            ..Default::default()
        };
        let discussion = RecordDiscussionRequest {
            request_id: council.id(),
            agenda_id: agenda.agenda_id.clone(),
            child_id,
            actions: vec![],
            none_needed_because: "All is well.".into(),
        };
        let (mut bea, mut sandra) = (council.panels("bea"), council.tracker("bea"));
        let both = tokio::join!(bea.remove_agenda_item(removal), sandra.record_discussion(discussion));
        match both {
            (Ok(_), Err(told)) => {
                withdrawn += 1;
                assert_eq!(reason_of(&told), Some(Reason::ItemRemoved), "{told:?}");
            }
            (Err(told), Ok(_)) => assert_eq!(reason_of(&told), Some(Reason::AlreadyExists), "{told:?}"),
            both => panic!("one wins and the other is told: {both:?}"),
        }
    }
    let discussed = PAIRS - withdrawn;
    assert_eq!(
        council.count("select count(*) from panels.item_change").await,
        i64::try_from(withdrawn).unwrap()
    );
    assert_eq!(
        council.count("select count(*) from panels.discussion").await,
        i64::try_from(discussed).unwrap()
    );
}
