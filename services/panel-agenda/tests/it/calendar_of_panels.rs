//! When panels take place.

use crate::{
    council::{Council, THURSDAY, ok, small},
    refused::refused,
};
use contracts::panels::v1::{
    CancelPanelRequest, DrawAgendaRequest, GetPanelRequest, ListPanelsRequest, Panel, PanelCancelled,
    PanelState, PanelsScheduled, PlannedPanel, Rotation, SchedulePanelsRequest, WhenItFallsOut,
};
use fault::{Reason, field_violations_of, metadata_of};

fn schedule(council: &Council, anchor: &str, etag: &str) -> SchedulePanelsRequest {
    SchedulePanelsRequest {
        request_id: council.id(),
        anchor: anchor.into(),
        when_it_falls_out: WhenItFallsOut::Slides.into(),
        etag: etag.into(),
    }
}

async fn scheduled(council: &Council, anchor: &str, etag: &str) -> Rotation {
    let request = schedule(council, anchor, etag);
    ok(council.panels("bea").schedule_panels(request).await).rotation.expect("the rotation")
}

fn cancel(council: &Council, panel_date: &str) -> CancelPanelRequest {
    let reason = "The chair is away.".to_owned();
    CancelPanelRequest { request_id: council.id(), panel_date: panel_date.into(), reason }
}

/// The days of the first of these panels.
fn dates(planned: &[PlannedPanel], so_many: usize) -> Vec<&str> {
    planned.iter().take(so_many).map(|planned| &*planned.panel_date).collect()
}

async fn thursdays(council: &Council, from: &str, weeks: i32) -> Vec<Panel> {
    let request = ListPanelsRequest { from: from.into(), weeks };
    ok(council.panels("sandra").list_panels(request).await).panels
}

#[tokio::test]
async fn five_cohorts_take_turns_on_thursdays_around_christmas() {
    let council = Council::new().await;
    refused(council.panels("bea").list_panels(ListPanelsRequest::default()).await, Reason::RotationMissing);
    let rotation = scheduled(&council, "2026-11-05", "").await;
    assert_eq!((&*rotation.anchor, &*rotation.etag), ("2026-11-05", "1"), "the first may have begun before");

    let panels = thursdays(&council, "", 7).await;
    let told: Vec<(&str, &str, PanelState)> =
        panels.iter().map(|panel| (&*panel.panel_date, &*panel.cohort, panel.state())).collect();
    assert_eq!(
        told,
        [
            (THURSDAY, "long_term_matching", PanelState::Planned),
            ("2026-12-03", "plan_not_identified", PanelState::Planned),
            ("2026-12-10", "section_20", PanelState::Planned),
            ("2026-12-17", "placed_with_parents", PanelState::Planned),
            ("2026-12-24", "reunification", PanelState::Planned),
            ("2026-12-31", "long_term_matching", PanelState::Planned),
            ("2027-01-07", "plan_not_identified", PanelState::Planned),
        ]
    );
    let first = &panels[0];
    assert_eq!((&*first.draw_on, &*first.actions_by), ("2026-11-23", "2026-12-01"));
    assert_eq!(first.circulate_by.unwrap().seconds, 1_795_435_200, "noon in London");
    assert_eq!(first.begin_time.unwrap().seconds - first.circulate_by.unwrap().seconds, 70 * 3600);
    let unknown = ListPanelsRequest { from: "2029-01-04".into(), weeks: 1 };
    refused(council.panels("bea").list_panels(unknown).await, Reason::FieldInvalid);
    let told = council.told::<PanelsScheduled>(1).await.remove(0);
    assert_eq!(told.anchor, "2026-11-05");
    assert_eq!(
        dates(&told.planned_panels, 5),
        ["2026-11-26", "2026-12-03", "2026-12-10", "2026-12-17", "2026-12-24"]
    );
}

#[tokio::test]
async fn a_rotation_takes_the_place_of_what_was_read_and_not_of_the_past() {
    let council = Council::new().await;
    scheduled(&council, "2026-11-05", "").await;
    let mut bea = council.panels("bea");
    let status = refused(bea.schedule_panels(schedule(&council, "2026-12-03", "")).await, Reason::EtagStale);
    assert_eq!(metadata_of(&status)["etag"], "1");
    let past = bea.schedule_panels(schedule(&council, "2026-11-19", "1")).await;
    assert_eq!(field_violations_of(&refused(past, Reason::FieldInvalid))[0].field, "anchor");
    refused(bea.schedule_panels(schedule(&council, "2026-12-04", "1")).await, Reason::FieldInvalid);

    let next = schedule(&council, "2026-12-03", "1");
    let answer = ok(bea.schedule_panels(next.clone()).await);
    assert_eq!(ok(bea.schedule_panels(next).await), answer, "a repeat");
    let panels = thursdays(&council, "2026-11-26", 2).await;
    assert_eq!((&*panels[0].cohort, &*panels[1].cohort), ("long_term_matching", "section_20"));
    assert_eq!(council.count("select count(*) from panels.rotation").await, 2);
}

#[tokio::test]
async fn a_cancelled_panel_slides_and_stays_on_record() {
    let council = Council::new().await;
    let mut bea = council.panels("bea");
    refused(bea.cancel_panel(cancel(&council, THURSDAY)).await, Reason::NotFound);
    scheduled(&council, "2026-11-26", "").await;
    refused(bea.cancel_panel(cancel(&council, "2026-11-25")).await, Reason::NotFound);
    let request = cancel(&council, THURSDAY);
    let cancelled = ok(bea.cancel_panel(request.clone()).await).panel.unwrap();
    assert_eq!(
        (cancelled.state(), &*cancelled.cancelled_because),
        (PanelState::Cancelled, "The chair is away.")
    );
    assert_eq!(ok(bea.cancel_panel(request).await).panel.unwrap(), cancelled, "a repeat");
    let status = refused(bea.cancel_panel(cancel(&council, THURSDAY)).await, Reason::PanelFallsOut);
    assert_eq!(metadata_of(&status)["state"], "CANCELLED");

    let panels = thursdays(&council, "", 2).await;
    assert_eq!((&*panels[1].cohort, panels[1].state()), ("section_20", PanelState::Planned));
    let seen = GetPanelRequest { panel_date: THURSDAY.into() };
    let seen = ok(council.panels("sandra").get_panel(seen).await).panel.unwrap();
    assert_eq!(seen.cancelled.unwrap().by.unwrap().display_name, "Bea Lang");
    let told = council.told::<PanelCancelled>(1).await.remove(0);
    assert_eq!(
        dates(&told.planned_panels, 1)[0],
        "2026-12-03",
        "the one that was cancelled is nobody's next"
    );

    council.suite.clock().set("2026-12-03T10:00:00Z".parse().unwrap());
    refused(bea.cancel_panel(cancel(&council, "2026-12-03")).await, Reason::PanelBegun);
}

#[tokio::test]
async fn a_draw_without_a_cohort_is_for_the_one_whose_turn_it_is() {
    let council = Council::new().await;
    council.read(&small()).await;
    let by_the_rotation = || DrawAgendaRequest { cohort: String::new(), ..council.draw_request("") };
    let mut bea = council.panels("bea");
    refused(bea.draw_agenda(by_the_rotation()).await, Reason::RotationMissing);
    scheduled(&council, "2026-11-26", "").await;
    let agenda = ok(bea.draw_agenda(by_the_rotation()).await).agenda.unwrap();
    assert_eq!(agenda.cohort, "section_20");
    assert_eq!(agenda, council.draw("section_20").await);
    ok(bea.cancel_panel(cancel(&council, THURSDAY)).await);
    refused(bea.draw_agenda(by_the_rotation()).await, Reason::PanelFallsOut);
}

#[tokio::test]
async fn panels_are_planned_by_business_support() {
    let council = Council::new().await;
    for subject in ["sandra", "sam", "sys", "ada"] {
        let mut panels = council.panels(subject);
        refused(panels.schedule_panels(schedule(&council, THURSDAY, "")).await, Reason::NotPermitted);
        refused(panels.cancel_panel(cancel(&council, THURSDAY)).await, Reason::NotPermitted);
    }
    for subject in ["sam", "ada"] {
        let mut panels = council.panels(subject);
        refused(panels.list_panels(ListPanelsRequest::default()).await, Reason::NotPermitted);
        refused(
            panels.get_panel(GetPanelRequest { panel_date: THURSDAY.into() }).await,
            Reason::NotPermitted,
        );
    }
}
