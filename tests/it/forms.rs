//! Forms in full: other forms and letters (A:39), ticks, required fields, pick lists with their versions, values checked by
//! type, range and length; and nothing typed is ever lost.

use contracts::r#type::v1::assignee::Holder;
use contracts::workflow::v1::process_service_client::ProcessServiceClient;
use contracts::workflow::v1::value::Kind;
use contracts::workflow::v1::{
    Edit, FormKind, GetProcessRequest, LoadProcessRequest, NextAction, Process, QueueRevision, Section,
    SectionEdit, Value, Workstep,
};
use fault::Reason;
use tests::case::{Case, Decision, opened_by};
use tests::council::Council;
use tests::forms::{etag_of, next, queue_edit, writing};
use tests::person::{new_request_id, to_worker};
use tonic::Status;

use crate::refusals::assert_refused;

/// The process file that comes with the software.
const PROCESS: &str = include_str!("../../services/workflow/processes/long-term-fostering.yaml");

const LETTER: &str = "letter_to_parents";

fn edit(section: SectionEdit) -> Edit {
    Edit { sections: vec![section], ..Edit::default() }
}

fn answering(step: &Workstep, number: i32, field: &str, kind: Kind) -> SectionEdit {
    let answers = [(field.to_owned(), Value { kind: Some(kind) })].into();
    SectionEdit { number, etag: etag_of(step, number), answers, ..SectionEdit::default() }
}

fn letter(section: &Section, text: &str) -> SectionEdit {
    let value = Value { kind: Some(Kind::Text(text.into())) };
    SectionEdit {
        form: LETTER.into(),
        number: 1,
        etag: section.etag.clone(),
        answers: [("letter".to_owned(), value)].into(),
        ..SectionEdit::default()
    }
}

fn letter_of(step: &Workstep) -> Section {
    let form = step.optional_forms.iter().find(|form| form.key == LETTER).expect("the letter");
    assert_eq!(form.kind(), FormKind::Letter);
    form.sections[0].clone()
}

#[tokio::test]
async fn other_forms_and_letters_of_the_step_are_filled_in_beside_the_report() {
    let council = Council::with_two_replicas().await;
    let types = &council.forms.step("permanency_planning").optional_forms;
    let titles: Vec<(&str, &str)> =
        types.iter().map(|form| (form.title.as_str(), form.source.as_str())).collect();
    assert_eq!(titles.len(), 2);
    assert!(titles.iter().all(|(_, source)| *source == "ext"), "A:39 names none: {titles:?}");

    let (case, step) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(&council.sw, &step).await;
    let text = edit(letter(&letter_of(&started), "Dear Ms Smith"));
    let saved = council.sw.save(&step, text).await.expect("the letter is saved");
    assert_eq!((saved.sections[0].form.as_str(), saved.sections[0].number), (LETTER, 1));
    let read = letter_of(&council.ps.open(&step).await.expect("the manager reads"));
    assert_eq!(read.answers["letter"].kind, Some(Kind::Text("Dear Ms Smith".into())));
    assert!(read.writable && !read.complete);

    let tick = SectionEdit { complete: Some(true), ..letter(&read, "Dear Ms Smith") };
    let ticked = council.ps.save(&step, edit(tick)).await;
    let refused = assert_refused(ticked, Reason::RequiredFieldEmpty, "it is not addressed");
    assert_eq!(fault::violations_of(&refused).len(), 2, "to whom and when");
    let by_others = council.qaag.save(&step, edit(letter(&read, "Dear all"))).await;
    assert_refused(by_others, Reason::NotAWriter, "QAAG");
    let nowhere = SectionEdit { form: "no_such_form".into(), ..letter(&read, "Dear all") };
    let refused =
        assert_refused(council.sw.save(&step, edit(nowhere)).await, Reason::FieldInvalid, "no form");
    assert_eq!(fault::field_violations_of(&refused)[0].field, "edit.sections[0].form");

    case.planning(&step).await;
    let finished = council.iro.open(&step).await.expect("the step");
    assert_eq!(letter_of(&finished).answers, read.answers, "an unfinished letter held up nothing");
}

#[tokio::test]
async fn a_section_is_ticked_once_its_required_fields_are_filled_and_the_tick_falls_away() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(&council.sw, &step).await;
    let tick = |step: &Workstep| SectionEdit {
        number: 17,
        etag: etag_of(step, 17),
        complete: Some(true),
        ..SectionEdit::default()
    };
    let empty = assert_refused(
        council.sw.save(&step, edit(tick(&started))).await,
        Reason::RequiredFieldEmpty,
        "section 17",
    );
    assert_eq!(fault::violations_of(&empty), [Reason::RequiredFieldEmpty; 2], "every field is named");
    let filled = council.forms.complete(&started, 17);
    let saved = council.sw.save(&step, edit(filled)).await.expect("filled and ticked");
    assert!(saved.sections[0].complete);
    let opened = council.sw.open(&step).await.expect("the step");
    let emptied = SectionEdit { clear: vec!["declared_on".into()], complete: None, ..tick(&opened) };
    let saved = council.sw.save(&step, edit(emptied)).await.expect("emptied");
    assert!(!saved.sections[0].complete, "the tick falls away");
}

#[tokio::test]
async fn a_value_is_of_its_fields_type_range_and_length_and_the_field_is_named() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "permanency_planning").await;
    let started = opened_by(&council.sw, &step).await;
    for (number, field, wrong) in [
        (3, "description", Kind::Number(3)),
        (3, "description", Kind::Text("x".repeat(20_001))),
        (3, "description", Kind::Text("a\0b".into())),
        (5, "school", Kind::Text("two\nlines".into())),
        (5, "school", Kind::Text("x".repeat(201))),
        (1, "age", Kind::Number(-1)),
        (1, "age", Kind::Number(26)),
        (1, "date_of_birth", Kind::Date("04/05/2018".into())),
        (1, "date_of_birth", Kind::Date("2018-02-30".into())),
        (1, "date_of_birth", Kind::Date("0001-01-01".into())),
        (2, "legal_status", Kind::Choice("C9".into())),
        (2, "legal_status", Kind::Text("C2".into())),
        (17, "declared", Kind::Choice("yes".into())),
        (17, "declared_on", Kind::Time("09:30".into())),
        (3, "no_such_field", Kind::Text("x".into())),
    ] {
        let what = format!("{field}: {wrong:?}");
        let saved = council.sw.save(&step, edit(answering(&started, number, field, wrong))).await;
        let refused = assert_refused(saved, Reason::FieldInvalid, &what);
        assert_eq!(refused.code(), tonic::Code::InvalidArgument);
        // What there is no field of is not said again: it may be anybody's name.
        let named = match field {
            "no_such_field" => "edit.sections[0].answers".to_owned(),
            field => format!("edit.sections[0].answers.{field}"),
        };
        assert_eq!(fault::field_violations_of(&refused)[0].field, named);
    }
    let age = |step: &str| {
        let form = council.forms.step(step).form.as_ref().expect("a form");
        form.sections[0].fields.iter().find(|field| field.key == "age").expect("the age").clone()
    };
    assert_eq!((age("permanency_planning").least, age("permanency_planning").most), (Some(0), Some(25)));
}

async fn process(council: &Council, version: i32) -> Process {
    let message = GetProcessRequest { process_id: "long-term-fostering".into(), version };
    let mut processes = ProcessServiceClient::new(council.sw.door());
    let answer = processes.get_process(council.sw.ask(message)).await.expect("the process");
    answer.into_inner().process.expect("a process")
}

fn statuses(process: &Process) -> Vec<String> {
    let list = process.pick_lists.iter().find(|list| list.key == "legal_status").expect("the list");
    list.choices.iter().map(|choice| choice.key.clone()).collect()
}

async fn records(council: &Council, step: &str, status: &str) -> Result<(), Status> {
    let opened = opened_by(&council.sw, step).await;
    let section = answering(&opened, 2, "legal_status", Kind::Choice(status.into()));
    council.sw.save(step, edit(section)).await.map(drop)
}

#[tokio::test]
async fn a_changed_pick_list_is_a_new_version_and_a_case_stays_on_the_one_it_began_with() {
    let council = Council::with_two_replicas().await;
    let (_, old) = Case::arrived_at(&council, "permanency_planning").await;
    let changed = PROCESS.replace(
        "      - {key: D1, label: \"Freeing order granted\"}\n",
        "      - {key: D9, label: \"An order of next year\"}\n",
    );
    assert_ne!(changed, PROCESS);
    let message = LoadProcessRequest { request_id: new_request_id(), yaml: changed, validate_only: false };
    let mut processes = ProcessServiceClient::new(council.admin.door());
    let loaded = processes.load_process(council.admin.ask(message)).await.expect("it is loaded");
    assert_eq!(loaded.into_inner().process.expect("a process").version, 2);

    let (_, new) = Case::arrived_at(&council, "permanency_planning").await;
    let (old_step, new_step) = (opened_by(&council.sw, &old).await, opened_by(&council.sw, &new).await);
    assert_eq!((old_step.process_version, new_step.process_version), (1, 2), "the version is shown");
    let (first, second) = (process(&council, 1).await, process(&council, 2).await);
    assert!(statuses(&first).contains(&"D1".to_owned()) && !statuses(&first).contains(&"D9".to_owned()));
    assert!(!statuses(&second).contains(&"D1".to_owned()) && statuses(&second).contains(&"D9".to_owned()));

    records(&council, &old, "D1").await.expect("the old case has the old list");
    records(&council, &new, "D9").await.expect("the new one has the new list");
    for (step, status) in [(&old, "D9"), (&new, "D1")] {
        let refused = assert_refused(records(&council, step, status).await, Reason::FieldInvalid, status);
        let named = "edit.sections[0].answers.legal_status";
        assert_eq!(fault::field_violations_of(&refused)[0].field, named);
    }
}

#[tokio::test]
async fn a8_in_one_section_the_second_is_told_and_both_texts_are_read_afterwards() {
    let council = Council::with_two_replicas().await;
    let (_, step) = Case::arrived_at(&council, "family_finding").await;
    let opened = opened_by(&council.finder, &step).await;
    let (field, etag) = (council.forms.text_field("family_finding", 5), etag_of(&opened, 5));
    let mine = writing(5, &etag, &field, "What the first typed");
    let theirs = writing(5, &etag, &field, "What the second typed");
    council.finder.save(&step, mine).await.expect("the first is saved");
    let refused =
        assert_refused(council.second_finder.save(&step, theirs).await, Reason::EtagStale, "the second");
    assert_eq!(refused.code(), tonic::Code::Aborted);
    let standing = fault::detail_of::<Section>(&refused).expect("the other's text");
    assert_eq!(standing.answers[&field].kind, Some(Kind::Text("What the first typed".into())));
    let edit = standing.last_edit.expect("its author and time");
    assert_eq!(
        (edit.by.expect("somebody").worker_id, edit.time.is_some()),
        (council.finder.id.clone(), true)
    );

    for reader in [&council.finder, &council.second_finder, &council.ps] {
        let texts = reader.revisions(&step, "", 5).await.expect("they are listed");
        let typed = |refused: bool| {
            let mut found = texts.iter().filter(|text| text.refused == refused && text.edit.is_some());
            found.next().expect("a text").clone()
        };
        let (saved, lost) = (typed(false), typed(true));
        assert_eq!(saved.answers[&field].kind, Some(Kind::Text("What the first typed".into())));
        assert_eq!(lost.answers[&field].kind, Some(Kind::Text("What the second typed".into())));
        let author = lost.edit.expect("an author").by.expect("somebody");
        assert_eq!(author.worker_id, council.second_finder.id);
        assert_eq!((lost.etag, lost.standing_etag), (etag.clone(), saved.etag));
    }
}

#[tokio::test]
async fn a8_the_queue_on_which_the_adm_decided_is_read_afterwards_and_so_is_one_chosen_in_vain() {
    let council = Council::with_two_replicas().await;
    let (case, step) = Case::arrived_at(&council, "agency_decision").await;
    let named = NextAction { assignee: Some(to_worker(&council.sw.id)), ..next("adm_agrees") };
    let refer = case.referred_to_adm(&step, vec![named]).await;
    case.decide(&step, Decision::Yes).await;
    council.adm.complete(&refer).await.expect("the ADM completes on that queue");
    let read = council.qaag.open(&step).await.expect("the step");
    let choosing = |actions| Edit { queue: Some(queue_edit(&read, actions)), ..Edit::default() };
    council.qaag.save(&step, choosing(vec![])).await.expect("it is emptied");
    let late = council.qaag.save(&step, choosing(vec![next("adm_disagrees")])).await;
    assert_refused(late, Reason::EtagStale, "chosen in vain");

    for reader in [&council.adm, &council.qaag, &council.ps] {
        let queues = reader.queues_of(&step).await.expect("they are listed");
        let chosen = |queue: &QueueRevision| -> (bool, Vec<String>) {
            (queue.refused, queue.next_actions.iter().map(|action| action.r#type.clone()).collect())
        };
        let expected = [
            (true, vec!["adm_disagrees".to_owned()]),
            (false, vec![]),
            (false, vec!["adm_agrees".to_owned()]),
        ];
        assert_eq!(queues.iter().map(chosen).collect::<Vec<_>>(), expected);
        let named = queues[2].next_actions[0].assignee.clone().and_then(|to| to.holder);
        let Some(Holder::Worker(worker)) = named else { panic!("a worker: {named:?}") };
        assert_eq!(worker.display_name, council.sw.name);
    }
}

#[tokio::test]
async fn next_actions_are_written_as_the_queue_and_are_not_ticked() {
    let council = Council::with_two_replicas().await;
    let (_case, step) = Case::arrived_at(&council, "permanency_planning").await;
    opened_by(&council.sw, &step).await;
    let form = council.forms.step("permanency_planning").form.as_ref().expect("a form");
    let number = form.sections.last().expect("Next actions").number;
    let tick = SectionEdit { number, complete: Some(true), ..SectionEdit::default() };
    let refused = council.ps.save(&step, edit(tick)).await;
    let refused = assert_refused(refused, Reason::FieldInvalid, "Next actions has no tick");
    assert_eq!(fault::field_violations_of(&refused)[0].field, "edit.sections[0].number");
    assert!(council.ps.open(&step).await.expect("the step").sections.iter().all(|section| !section.complete));
}
