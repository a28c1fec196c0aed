//! Somebody watches their Current work: what changes is told at once, once, and goes on from a cursor at any gateway.

use contracts::r#type::v1::Role;
use fault::{Reason, reason_of};
use std::time::{Duration, Instant};
use tests::case::{Case, opened_by, sent_by_saving, to};
use tests::council::Council;
use tests::forms::send;
use tests::person::Person;
use tests::reader::{Reader, Watching};
use tonic::Code;

/// Watches from the beginning, until both folders were told.
async fn begun(person: &Person) -> (Watching, Reader) {
    let mut reader = Reader::default();
    let mut watching = person.watch("").await.expect("a stream");
    watching.until(&mut reader, begins).await;
    (watching, reader)
}

fn begins(reader: &Reader) -> bool {
    !reader.work.resets.is_empty() && !reader.requests.resets.is_empty()
}

#[tokio::test]
async fn both_folders_are_told_and_then_exactly_what_changes() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    let (mut of_sw, mut sw) = begun(&council.sw).await;
    let (mut of_ps, mut ps) = begun(&council.ps).await;
    assert_eq!((sw.work.rows.len(), sw.work.total, ps.requests.total), (1, 1, 0));
    let waits = sw.work.rows[&step].clone();

    opened_by(&council.sw, &step).await;
    of_sw.until(&mut sw, |sw| sw.work.rows[&step] != waits).await;
    let request = sent_by_saving(&council.sw, &step, send(to("authorise_report", &council.ps))).await;
    of_ps.until(&mut ps, |ps| ps.requests.rows.contains_key(&request)).await;
    assert_eq!(ps.requests.rows[&request].child.as_ref().expect("a child").child_id, case.child_id);
    assert_eq!((ps.requests.total, ps.work.total), (1, 0));

    council.ps.complete(&request).await.expect("the manager authorises");
    of_ps.until(&mut ps, |ps| ps.requests.total == 0).await;
    assert!(ps.requests.rows.is_empty());
    assert!(ps.has_what_is_there(&council.ps).await);
    // That the answer was heard changes the etag of the step, which the sender's row shows.
    while !sw.has_what_is_there(&council.sw).await {
        sw.take(of_sw.next().await.expect("more is told"));
    }
}

#[tokio::test]
async fn what_changes_in_an_inbox_is_told_to_all_who_work_from_it() {
    let council = Council::with_two_replicas().await;
    let (mut of_first, mut first) = begun(&council.finder).await;
    let (mut of_second, mut second) = begun(&council.second_finder).await;
    let (_, step) = Case::arrived_at(&council, "family_finding").await;
    of_first.until(&mut first, |it| it.work.rows.contains_key(&step)).await;
    of_second.until(&mut second, |it| it.work.rows.contains_key(&step)).await;

    council.finder.start(&step).await.expect("the first takes it up");
    of_first
        .until(&mut first, |it| {
            it.work.rows[&step].state() == contracts::workflow::v1::WorkstepState::Started
        })
        .await;
    of_second.until(&mut second, |it| !it.work.rows.contains_key(&step)).await;
    assert_eq!((first.work.total, second.work.total), (1, 0));
}

#[tokio::test]
async fn a_stream_goes_on_at_another_gateway_after_a_restart_with_what_it_missed_once() {
    let council = Council::with_two_replicas().await;
    let gateways = council.own_ports("gateway");
    let (_, kept) = Case::arrived_at(&council, "permanency_planning").await;
    let (_, taken_up) = Case::arrived_at(&council, "permanency_planning").await;
    let mut reader = Reader::default();
    let mut watching = council.sw.watch_at(gateways[0].clone(), "").await.expect("a stream");
    watching.until(&mut reader, begins).await;
    drop(watching);

    opened_by(&council.sw, &taken_up).await;
    let (_, came) = Case::arrived_at(&council, "family_finding_request").await;
    council.restart().await;

    let mut watching = council.sw.watch_at(gateways[1].clone(), &reader.cursor).await.expect("a stream");
    watching.until(&mut reader, |reader| reader.work.rows.contains_key(&came)).await;
    assert!(reader.has_what_is_there(&council.sw).await);
    assert!(reader.work.rows.contains_key(&kept));
    assert_eq!((reader.work.resets.len(), reader.requests.resets.len()), (1, 1), "nothing was begun anew");
}

#[tokio::test]
async fn a_service_that_stops_ends_the_stream_which_goes_on_at_its_other_replica() {
    let council = Council::with_two_replicas().await;
    let (mut watching, mut reader) = begun(&council.sw).await;
    for replica in 0..2 {
        council.suite.stop("workflow", replica).await;
        council.suite.restart("workflow", replica).await;
    }
    let ended = loop {
        match watching.next().await {
            Ok(told) => reader.take(told),
            Err(ended) => break ended,
        }
    };
    assert_eq!((ended.code(), reason_of(&ended)), (Code::Unavailable, Some(Reason::Unavailable)));
    assert_eq!(fault::metadata_of(&ended)["service"], "workflow");

    council.until(async || council.sw.work_view().await.is_ok()).await;
    let mut watching = council.sw.watch(&reader.cursor).await.expect("it goes on");
    let (_, came) = Case::arrived_at(&council, "permanency_planning").await;
    watching.until(&mut reader, |reader| reader.work.rows.contains_key(&came)).await;
    assert_eq!(reader.work.resets.len(), 1);
}

#[tokio::test]
async fn a_cursor_of_somebody_else_begins_anew_by_reason_and_what_is_none_is_refused() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let (_, sw) = begun(&council.sw).await;
    assert!(sw.work.rows.contains_key(&step));

    let mut reader = Reader::default();
    let mut watching = council.ps.watch(&sw.cursor).await.expect("a stream");
    watching.until(&mut reader, begins).await;
    assert_eq!(
        (reader.work.resets, reader.requests.resets),
        (vec!["CURSOR_FOREIGN".to_owned()], vec!["CURSOR_FOREIGN".to_owned()])
    );
    assert!(reader.work.rows.is_empty(), "nothing of the other's is said, not even that it is gone");

    for nonsense in ["nonsense", "AAAA.AAAA", "é."] {
        let refused = council.sw.watch(nonsense).await.err().expect("it is no cursor");
        assert_eq!(
            (refused.code(), reason_of(&refused)),
            (Code::InvalidArgument, Some(Reason::CursorMalformed))
        );
    }
}

#[tokio::test]
async fn a_stream_ends_with_the_token_and_with_the_right_to_look() {
    let council = Council::with_two_replicas().await;
    let short = council.token_for("priya.nair", chrono::TimeDelta::minutes(5));
    let priya = council.sw.with_token(&short);
    let (mut watching, _) = begun(&priya).await;
    let (mut of_tm, _) = begun(&council.tm).await;
    council.suite.clock().advance(chrono::Duration::minutes(6));
    Case::arrived_at(&council, "permanency_planning").await;
    let ended = watching.next().await.expect_err("the token has expired");
    assert_eq!((ended.code(), reason_of(&ended)), (Code::Unauthenticated, Some(Reason::TokenExpired)));

    let refused = council.admin.watch("").await.err().expect("an administrator sees no case content");
    assert_eq!((refused.code(), reason_of(&refused)), (Code::PermissionDenied, Some(Reason::NotPermitted)));
    council.becomes(&council.tm, Role::Administrator).await;
    let ended = loop {
        if let Err(ended) = of_tm.next().await {
            break ended;
        }
    };
    assert_eq!((ended.code(), reason_of(&ended)), (Code::PermissionDenied, Some(Reason::NotPermitted)));
}

#[tokio::test]
async fn a_stream_ends_when_who_looks_leaves_and_the_line_manager_is_told_what_they_left() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let (mut of_sw, sw) = begun(&council.sw).await;
    let (mut of_ps, mut ps) = begun(&council.ps).await;
    assert!(sw.work.rows.contains_key(&step) && ps.work.rows.is_empty());

    council.admin.deactivate(&council.sw).await.expect("she leaves");
    let ended = loop {
        if let Err(ended) = of_sw.next().await {
            break ended;
        }
    };
    assert_eq!((ended.code(), reason_of(&ended)), (Code::PermissionDenied, Some(Reason::WorkerInactive)));
    let refused = council.sw.watch(&sw.cursor).await.err().expect("nor does it go on from where it was");
    assert_eq!((refused.code(), reason_of(&refused)), (Code::PermissionDenied, Some(Reason::WorkerInactive)));
    of_ps.until(&mut ps, |ps| ps.work.rows.contains_key(&step)).await;
}

#[tokio::test]
async fn whoever_comes_to_work_from_an_inbox_is_told_what_lies_in_it() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "family_finding").await;
    let (mut watching, mut reader) = begun(&council.other_sw).await;
    assert_eq!(reader.work.total, 0);
    council.works_from(tests::council::FAMILY_FINDERS, &[&council.finder, &council.other_sw]).await;
    watching.until(&mut reader, |reader| reader.work.rows.contains_key(&step)).await;
    council.works_from(tests::council::FAMILY_FINDERS, &[&council.finder]).await;
    watching.until(&mut reader, |reader| reader.work.rows.is_empty()).await;
    assert_eq!(reader.work.total, 0);
}

#[tokio::test]
async fn a_reader_that_comes_and_goes_has_at_every_end_what_is_there() {
    let council = Council::with_two_replicas().await;
    let gateways = council.own_ports("gateway");
    let mut reader = Reader::default();
    for round in 0..4 {
        let door = gateways[round % 2].clone();
        let mut watching = council.sw.watch_at(door, &reader.cursor).await.expect("a stream");
        // Some of it is read while things happen, some is missed and caught up with later.
        let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
        if round % 2 == 0 {
            watching.until(&mut reader, |reader| reader.work.rows.contains_key(&step)).await;
        }
        opened_by(&council.sw, &step).await;
    }
    let mut watching = council.sw.watch(&reader.cursor).await.expect("a stream");
    watching.until(&mut reader, |reader| reader.work.total == 4 && reader.work.rows.len() == 4).await;
    council.until(async || council.sw.work_view().await.is_ok()).await;
    while !reader.has_what_is_there(&council.sw).await {
        reader.take(watching.next().await.expect("more is told"));
    }
    assert_eq!(reader.work.resets, [""], "it was begun once");
}

#[tokio::test]
async fn a_change_is_told_within_moments() {
    let council = Council::with_two_replicas().await;
    let mut steps = Vec::new();
    for _ in 0..12 {
        steps.push(Case::arrived_at(&council, "permanency_planning").await.1);
    }
    let (mut watching, mut reader) = begun(&council.sw).await;
    let mut took: Vec<Duration> = Vec::new();
    for step in &steps {
        council.sw.start(step).await.expect("it starts");
        let answered = Instant::now();
        let started = |reader: &Reader| {
            reader.work.rows[step].state() == contracts::workflow::v1::WorkstepState::Started
        };
        watching.until(&mut reader, started).await;
        took.push(answered.elapsed());
    }
    took.sort();
    let (middle, worst) = (took[took.len() / 2], took[took.len() - 1]);
    println!("from the command's answer to what is told: p50 {middle:?}, worst {worst:?}");
    assert!(middle < Duration::from_millis(500), "{took:?}");
}
