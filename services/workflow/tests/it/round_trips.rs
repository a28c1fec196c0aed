//! How often a call asks the database: a command loads and applies, a read reads.

use crate::{
    council::Council,
    edits::{complete_visit, queue, sections, text},
};
use contracts::workflow::v1::{
    Edit, EndPlacementRatificationRequest, FinishWorkstepRequest, GetCaseRequest,
    GetPlacementRatificationRequest, GetTimelineRequest, ListCasesRequest, ListIncomingWorkRequest,
    ListProcessesRequest, RecordPlacementRatificationRequest, SaveWorkstepRequest, SectionEdit,
    SendNextActionRequest, StartCaseRequest, StartWorkstepRequest,
};
use std::sync::{Arc, Mutex};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    subscriber::set_default,
};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
};

/// Keeps the statements that are sent on behalf of a call; what runs beside the calls is not kept.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let of_a_call =
            || context.event_scope(event).is_some_and(|mut spans| spans.any(|span| span.name() == "call"));
        if event.metadata().target() == "sqlx::query" && of_a_call() {
            event.record(&mut Summary(&mut self.0.lock().expect("the statements")));
        }
    }
}

/// Takes the beginning of the statement out of an event.
struct Summary<'a>(&'a mut Vec<String>);

impl Visit for Summary<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "summary" {
            self.0.push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

impl Statements {
    /// How many there were since this was asked last.
    #[track_caller]
    fn were(&self, expected: usize, call: &str) {
        let statements = std::mem::take(&mut *self.0.lock().expect("the statements"));
        assert_eq!(statements.len(), expected, "{call}: {statements:#?}");
    }
}

/// On one thread, so that everything that happens is seen by the thread's own subscriber.
#[tokio::test(flavor = "current_thread")]
async fn a_command_asks_the_database_twice_and_a_read_once() {
    let council = Council::new().await;
    let statements = Statements::default();
    let _seen = set_default(Registry::default().with(statements.clone()));
    let (mut cases, mut worksteps) = (council.cases("sam"), council.worksteps("sam"));

    let open = StartCaseRequest {
        request_id: council.id(),
        child_id: crate::people::CHLOE.into(),
        process_id: "home-visit".into(),
    };
    let opened = cases.start_case(open).await.unwrap().into_inner().workstep.unwrap();
    statements.were(2, "StartCase");

    let workstep_id = opened.workstep_id.clone();
    let start = StartWorkstepRequest { request_id: council.id(), workstep_id: workstep_id.clone() };
    let step = worksteps.start_workstep(start).await.unwrap().into_inner().workstep.unwrap();
    statements.were(2, "StartWorkstep");

    let save = |edit| SaveWorkstepRequest {
        request_id: council.id(),
        workstep_id: workstep_id.clone(),
        edit: Some(edit),
    };
    worksteps.save_workstep(save(complete_visit(&step, &["to_review"]))).await.unwrap();
    statements.were(2, "SaveWorkstep");
    let again = save(sections([text(&step, 2, "notes", "", None)]));
    worksteps.save_workstep(again).await.unwrap_err();
    statements.were(2, "a save that came too late: what was typed is kept");
    let wrong = SectionEdit { number: 9, ..text(&step, 2, "notes", "", None) };
    worksteps.save_workstep(save(sections([wrong]))).await.unwrap_err();
    statements.were(1, "a save that is refused");

    let send = SendNextActionRequest {
        request_id: council.id(),
        workstep_id: workstep_id.clone(),
        next_action: Some(crate::edits::action("to_letter")),
    };
    let letter = worksteps.send_next_action(send).await.unwrap().into_inner().created.unwrap();
    statements.were(2, "SendNextAction");

    let letter = council.start("sam", &letter.workstep_id).await;
    let seen = text(&letter, 1, "seen", "as it was", Some(true));
    let edit = Edit {
        sections: vec![seen, text(&letter, 2, "letter", "dear all", Some(true))],
        queue: Some(queue(&letter, &["letter_sent"])),
        send_requests: Vec::new(),
    };
    statements.were(2, "StartWorkstep of the letter");
    let finish = FinishWorkstepRequest {
        request_id: council.id(),
        workstep_id: letter.workstep_id.clone(),
        edit: Some(edit),
        validate_only: false,
    };
    worksteps.finish_workstep(finish).await.unwrap();
    statements.were(2, "FinishWorkstep");

    council.see("sam", &workstep_id).await;
    statements.were(1, "GetWorkstep");
    worksteps.list_incoming_work(ListIncomingWorkRequest::default()).await.unwrap();
    statements.were(1, "ListIncomingWork");
    cases.get_case(GetCaseRequest { case_id: letter.case_id.clone() }).await.unwrap();
    statements.were(1, "GetCase");
    let child_id = crate::people::CHLOE.to_owned();
    cases.list_cases(ListCasesRequest { child_id, ..ListCasesRequest::default() }).await.unwrap();
    statements.were(1, "ListCases");
    cases.get_timeline(GetTimelineRequest { case_id: letter.case_id, ..Default::default() }).await.unwrap();
    statements.were(1, "GetTimeline");

    let child_id = crate::people::CHLOE.to_owned();
    let ratify = RecordPlacementRatificationRequest {
        request_id: council.id(),
        child_id: child_id.clone(),
        placement: "with her aunt".into(),
        ratified_on: "2026-01-10".into(),
    };
    let ratified = council.cases("ira").record_placement_ratification(ratify).await.unwrap().into_inner();
    statements.were(2, "RecordPlacementRatification");
    let asked = GetPlacementRatificationRequest { child_id: child_id.clone() };
    cases.get_placement_ratification(asked).await.unwrap();
    statements.were(1, "GetPlacementRatification");
    let end = EndPlacementRatificationRequest {
        request_id: council.id(),
        child_id,
        ratification_id: ratified.ratification.unwrap().ratification_id,
        ended_on: "2026-01-11".into(),
    };
    cases.end_placement_ratification(end).await.unwrap();
    statements.were(2, "EndPlacementRatification");
    council.processes("sam").list_processes(ListProcessesRequest::default()).await.unwrap();
    statements.were(2, "ListProcesses, with the text of a process that nobody asked for before");
    council.processes("sam").list_processes(ListProcessesRequest::default()).await.unwrap();
    statements.were(1, "ListProcesses");
}
