//! The process is really data: another one, given as YAML alone, is loaded while the suite runs and runs from its start to
//! its end through the gateway.

use contracts::requests::v1::RequestState;
use contracts::workflow::v1::process_service_client::ProcessServiceClient;
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{
    Edit, LoadProcessRequest, PictureFormat, Process, RenderProcessRequest, StartCaseResponse, WorkstepState,
};
use fault::{Reason, field_violations_of};
use tests::case::{only_created, opened_by, sent_by_saving, to};
use tests::council::Council;
use tests::forms::{Forms, next, queue_edit};
use tests::person::new_request_id;
use tonic::Status;

use crate::refusals::assert_refused;

const EQUIPMENT_LOAN: &str = include_str!("equipment-loan.yaml");
const STORE: &str = "Equipment Store – Inbox";

async fn load(council: &Council, yaml: &str) -> Result<Process, Status> {
    let admin = &council.admin;
    let message =
        LoadProcessRequest { request_id: new_request_id(), yaml: yaml.into(), validate_only: false };
    let loaded = ProcessServiceClient::new(admin.door()).load_process(admin.ask(message)).await?;
    Ok(loaded.into_inner().process.expect("a process"))
}

/// A council that has a store, and the process.
async fn lending() -> (Council, Forms) {
    let council = Council::with_two_replicas().await;
    council.works_from(STORE, &[&council.support]).await;
    load(&council, EQUIPMENT_LOAN).await.expect("it is right");
    let forms = Forms::of(&council.sw, "equipment-loan").await;
    (council, forms)
}

/// A case of a new child, whose application is written and waits for the decision. Gives case, step and request.
async fn applied(council: &Council, forms: &Forms, then: &str) -> (String, String, String) {
    let child_id = council.register_child().await;
    let opened = council.sw.start_case_of("equipment-loan", &child_id).await.expect("the process is there");
    let StartCaseResponse { case, workstep } = opened;
    let step = workstep.expect("the first step").workstep_id;
    let started = opened_by(&council.sw, &step).await;
    assert_eq!(started.sections[0].answers["who"].kind, Some(Kind::Text("Chloe Smith".into())), "prefilled");
    let edit = Edit {
        sections: vec![forms.complete(&started, 1)],
        queue: Some(queue_edit(&started, vec![next(then)])),
        send_requests: vec![to("decide", &council.manager)],
    };
    let request = sent_by_saving(&council.sw, &step, edit).await;
    (case.expect("a case").case_id, step, request)
}

async fn decided(council: &Council, forms: &Forms, step: &str, decision: &str) {
    let opened = council.manager.open(step).await.expect("the step");
    let decision = [("decision", Kind::Choice(decision.into()))];
    let edit = Edit { sections: vec![forms.complete_with(&opened, 2, &decision)], ..Edit::default() };
    council.manager.save(step, edit).await.expect("the manager decides");
}

#[tokio::test]
async fn an_unrelated_process_runs_from_its_start_to_its_end_through_the_gateway() {
    let (council, forms) = lending().await;
    let (case_id, application, request) = applied(&council, &forms, "to_store").await;

    council
        .until(async || {
            council.manager.work_view().await.expect("her view").incoming_requests.expect("a folder").count
                == 1
        })
        .await;
    let asked = council.manager.request(&request).await.expect("the request");
    assert_eq!(asked.title, "Please decide on the loan:Application for equipment");
    let early = council.manager.complete(&request).await;
    assert_refused(early, Reason::AdmSectionIncomplete, "the decision is not recorded yet");
    decided(&council, &forms, &application, "grant").await;
    let answered = council.manager.complete(&request).await.expect("the decision agrees with what follows");
    assert_eq!(answered.state(), RequestState::Completed);
    let finished = council.manager.finish(&application).await.expect("the application is granted");
    let handing_out = only_created(&finished);

    let in_store =
        council.support.work_view().await.expect("the store's view").incoming_work.expect("a folder");
    assert_eq!((in_store.count, in_store.worksteps[0].title.as_str()), (1, "Handing out"));
    let started = council.support.start(&handing_out).await.expect("from the store's inbox");
    let original = council.sw.open(&application).await.expect("the application");
    assert_eq!(started.sections[0].answers, original.sections[0].answers, "copied from the application");
    let sent =
        council.support.send_now(&handing_out, next("to_return")).await.expect("sent before the finish");
    let return_step = sent.created.expect("a step").workstep_id;
    let edit = forms.complete_all(&started);
    council.support.save(&handing_out, edit).await.expect("the form is complete");
    let finished = council.support.finish(&handing_out).await.expect("handed out");
    assert!(finished.created.is_empty(), "what was sent before is not created again");

    let started = opened_by(&council.sw, &return_step).await;
    let mut edit = forms.complete_all(&started);
    edit.queue = Some(queue_edit(&started, vec![next("returned")]));
    council.sw.save(&return_step, edit).await.expect("the return is recorded");
    let finished = council.sw.finish(&return_step).await.expect("it is back");
    assert_eq!(finished.case_outcome, "RETURNED");

    let case = council.sw.case(&case_id).await.expect("the case");
    assert_eq!((case.process_id.as_str(), case.outcome.as_str()), ("equipment-loan", "RETURNED"));
    assert!(case.worksteps.iter().all(|step| step.state() == WorkstepState::Finished));
    let asked = RenderProcessRequest { case_id, format: PictureFormat::Mermaid.into(), ..Default::default() };
    let drawn = ProcessServiceClient::new(council.sw.door()).render_process(council.sw.ask(asked)).await;
    let drawn = drawn.expect("a picture").into_inner().picture;
    assert!(drawn.contains("Return of the equipment") && drawn.contains("✓ reached"), "{drawn}");
}

#[tokio::test]
async fn its_own_rules_refuse_by_its_own_words() {
    let (council, forms) = lending().await;
    let (_, application, request) = applied(&council, &forms, "to_store").await;
    decided(&council, &forms, &application, "refuse").await;
    let contradicted = council.manager.complete(&request).await;
    assert_refused(contradicted, Reason::DecisionContradictsQueue, "refused, but to be handed out");
    let unfinished = council.manager.finish(&application).await;
    let refused = assert_refused(unfinished, Reason::AnswerRequired, "the queue needs another answer");
    assert!(fault::violations_of(&refused).contains(&Reason::RequestNotCompleted), "{refused:?}");
    let other = council.sw.finish(&application).await;
    let refused = assert_refused(other, Reason::NotAFinisher, "a social worker");
    assert!(
        refused.message().is_empty() || !refused.message().contains("permanence"),
        "{}",
        refused.message()
    );
    let quality = council.qaag.start(&application).await;
    assert_refused(quality, Reason::WorkstepNotIncoming, "started before");
}

#[tokio::test]
async fn a_case_stays_on_the_version_that_it_began_with_while_the_next_ones_take_the_new_one() {
    let (council, forms) = lending().await;
    let (old, _, _) = applied(&council, &forms, "to_store").await;
    let changed = EQUIPMENT_LOAN.replacen("title: Handing out\n", "title: Handing over\n", 1);
    let second = load(&council, &changed).await.expect("it is right too");
    assert_eq!(second.version, 2);
    let (new, _, _) = applied(&council, &forms, "to_store").await;
    let versions = [council.sw.case(&old).await.unwrap(), council.sw.case(&new).await.unwrap()]
        .map(|it| it.process_version);
    assert_eq!(versions, [1, 2]);
}

#[tokio::test]
async fn a_wrong_file_is_refused_with_line_column_and_reason_of_everything_and_changes_nothing() {
    let council = Council::with_two_replicas().await;
    let wrong = EQUIPMENT_LOAN.replacen("leads_to: return\n", "leads_to: nowhere\n", 1).replacen(
        "written_by: [SERVICE_MANAGER]",
        "written_by: [STOREKEEPER]",
        1,
    );
    let refused = assert_refused(load(&council, &wrong).await, Reason::ProcessInvalid, "two mistakes");
    let violations = field_violations_of(&refused);
    let place = |text: &str| {
        let before = &wrong[..wrong.find(text).expect("it stands there")];
        let column = before.rsplit('\n').next().expect("a line").chars().count() + 1;
        format!("line {}, column {column}", before.matches('\n').count() + 1)
    };
    for (text, said) in
        [("nowhere", "there is no step nowhere"), ("STOREKEEPER", "there is no role STOREKEEPER")]
    {
        let named = violations.iter().any(|one| one.field == place(text) && one.description == said);
        assert!(named, "{said} at {} in {violations:?}", place(text));
    }
    let child_id = council.register_child().await;
    let opened = council.sw.start_case_of("equipment-loan", &child_id).await;
    assert_refused(opened, Reason::NotFound, "nothing was loaded");
}
