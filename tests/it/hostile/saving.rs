//! A sound save of a form that has a field of every kind.

use contracts::workflow::v1 as workflow;
use contracts::workflow::v1::process_service_client::ProcessServiceClient;
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{FieldKind, LoadProcessRequest, SaveWorkstepRequest};
use std::collections::BTreeSet;
use tests::case::{opened_by, to};
use tests::council::Council;
use tests::forms::{Forms, next_because, queue_edit};
use tests::person::new_request_id;

const EVERY_KIND: &str = include_str!("every-kind.yaml");

/// A step that was started, and its process.
pub(super) struct EveryKind {
    step: String,
    forms: Forms,
}

impl EveryKind {
    pub(super) async fn begun(council: &Council) -> Self {
        let (request_id, yaml) = (new_request_id(), EVERY_KIND.into());
        let load = LoadProcessRequest { request_id, yaml, validate_only: false };
        let admin = &council.admin;
        let loaded = ProcessServiceClient::new(admin.door()).load_process(admin.ask(load)).await;
        loaded.expect("the process is right");
        let forms = Forms::of(&council.sw, "every-kind").await;
        let form = forms.step("form").form.as_ref().expect("a form");
        let kinds: BTreeSet<i32> = form.sections[0].fields.iter().map(|field| field.kind).collect();
        let all = (1..).map_while(|kind| FieldKind::try_from(kind).ok()).map(i32::from);
        assert_eq!(kinds, all.collect(), "a field of every kind that the contracts have");

        let child_id = council.register_child().await;
        let opened = council.sw.start_case_of("every-kind", &child_id).await.expect("a new child");
        let step = opened.workstep.expect("the first step").workstep_id;
        opened_by(&council.sw, &step).await;
        Self { step, forms }
    }

    /// Every field is answered, the section ticked, something queued with its reason, and a request sent.
    pub(super) async fn save(&self, council: &Council, request_id: String) -> SaveWorkstepRequest {
        let opened = council.sw.open(&self.step).await.expect("the step");
        let answers = [
            ("text", Kind::Text("A line".into())),
            ("long_text", Kind::Text("Several\nlines".into())),
            ("date", Kind::Date("2023-08-24".into())),
            ("time", Kind::Time("10:30".into())),
            ("choice", Kind::Choice("blue".into())),
            ("number", Kind::Number(3)),
            ("yes_no", Kind::YesNo(true)),
        ];
        let edit = workflow::Edit {
            sections: vec![self.forms.complete_with(&opened, 1, &answers)],
            queue: Some(queue_edit(&opened, vec![next_because("done", "agreed")])),
            send_requests: vec![to("look", &council.tm)],
        };
        let workstep_id = self.step.clone();
        SaveWorkstepRequest { request_id, workstep_id, edit: Some(edit) }
    }
}
