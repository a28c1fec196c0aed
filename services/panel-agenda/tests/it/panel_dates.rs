//! The dates of panels as a calendar.

use crate::{
    council::{Council, ok},
    refused::refused,
};
use contracts::panels::v1::{
    CancelPanelRequest, ExportPanelsRequest, ExportedFile, SchedulePanelsRequest, WhenItFallsOut,
    export_panels_response::Part,
};
use fault::Reason;

async fn file(council: &Council, from: &str, weeks: i32) -> (ExportedFile, String) {
    let request = ExportPanelsRequest { from: from.into(), weeks };
    let mut parts = ok(council.panels("sandra").export_panels(request).await);
    let (mut what, mut bytes) = (ExportedFile::default(), Vec::new());
    while let Some(message) = parts.message().await.expect("a part") {
        match message.part.expect("a part") {
            Part::File(file) => what = file,
            Part::Piece(piece) => bytes.extend(piece),
        }
    }
    assert_eq!(what.byte_count, i64::try_from(bytes.len()).expect("a size"));
    (what, String::from_utf8(bytes).expect("text"))
}

/// The events, each as its lines.
fn events(text: &str) -> Vec<Vec<&str>> {
    let parts = text.split("BEGIN:VEVENT\r\n").skip(1);
    parts.map(|part| part.split("END:VEVENT").next().unwrap_or_default().lines().collect()).collect()
}

#[tokio::test]
async fn panels_keep_their_uid_and_what_is_cancelled_says_so_in_a_later_sequence() {
    let council = Council::new().await;
    let request = ExportPanelsRequest::default();
    refused(council.panels("bea").export_panels(request.clone()).await, Reason::RotationMissing);
    let schedule = SchedulePanelsRequest {
        request_id: council.id(),
        anchor: "2026-11-05".into(),
        when_it_falls_out: WhenItFallsOut::Slides.into(),
        etag: String::new(),
    };
    ok(council.panels("bea").schedule_panels(schedule).await);
    let (what, before) = file(&council, "", 3).await;
    assert_eq!(what.file_name, "permanence-panels-2026-11-23.ics");
    assert_eq!(what.media_type, "text/calendar; charset=utf-8");
    assert_eq!(file(&council, "", 3).await.1, before, "the same dates are the same bytes");
    let first = &events(&before)[0];
    for line in [
        "UID:panel-2026-11-26@permanence",
        "SEQUENCE:0",
        "DTSTART:20261126T100000Z",
        "DTEND:20261126T120000Z",
        "SUMMARY:Permanence Panel: long-term matching",
        "STATUS:CONFIRMED",
    ] {
        assert!(first.contains(&line), "{line} in {first:?}");
    }
    // When it was scheduled.
    assert!(first.iter().any(|line| line.starts_with("DTSTAMP:20261123T")), "{first:?}");

    council.suite.clock().set("2026-11-24T09:00:00Z".parse().unwrap());
    let (panel_date, reason) = ("2026-12-03".into(), "The chair is away.".into());
    let cancel = CancelPanelRequest { request_id: council.id(), panel_date, reason };
    ok(council.panels("bea").cancel_panel(cancel).await);
    let (_, after) = file(&council, "2026-11-23", 3).await;
    let (before, after) = (events(&before), events(&after));
    assert_eq!(after[0], before[0], "what lies before is as it was");
    for line in ["UID:panel-2026-12-03@permanence", "SEQUENCE:1", "STATUS:CANCELLED"] {
        assert!(after[1].contains(&line), "{line} in {:?}", after[1]);
    }
    assert!(after[1].iter().any(|line| line.starts_with("DTSTAMP:20261124T")), "when it was cancelled");
    assert_eq!((before[2][1], after[2][1]), ("SEQUENCE:0", "SEQUENCE:1"), "another cohort's turn");
    assert!(!after.concat().iter().any(|line| line.contains("chair")), "why is nobody's outside");
    let (_, summer) = file(&council, "2027-07-01", 1).await;
    assert!(summer.contains("DTSTART:20270701T090000Z"), "ten in London");
    for subject in ["sam", "ada"] {
        refused(council.panels(subject).export_panels(request.clone()).await, Reason::NotPermitted);
    }
}

#[tokio::test]
async fn another_hour_is_a_later_sequence_of_every_date() {
    let council = Council::new().await;
    let schedule = SchedulePanelsRequest {
        request_id: council.id(),
        anchor: "2026-11-05".into(),
        when_it_falls_out: WhenItFallsOut::Slides.into(),
        etag: String::new(),
    };
    ok(council.panels("bea").schedule_panels(schedule).await);
    let (_, at_ten) = file(&council, "", 2).await;
    let council = council.again_with(|settings| settings.panels.begins = Some("13:30".into())).await;
    let (_, at_half_past_one) = file(&council, "", 2).await;
    for event in events(&at_half_past_one) {
        assert!(event[1] == "SEQUENCE:1" && event[3].ends_with("T133000Z"), "{event:?}");
    }
    let council = council.again_with(|settings| settings.panels.begins = Some("13:30".into())).await;
    assert_eq!(file(&council, "", 2).await.1, at_half_past_one, "the same hour is no change");
    let (_, back) = file(&council.again_with(|_| {}).await, "", 2).await;
    assert!(events(&at_ten).iter().all(|event| event[1] == "SEQUENCE:0"));
    assert!(events(&back).iter().all(|event| event[1] == "SEQUENCE:2" && event[3].ends_with("T100000Z")));
}
