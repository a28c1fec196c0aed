use crate::{
    council::{Council, HOME_VISIT},
    refusals::refused,
};
use contracts::workflow::v1::{GetProcessRequest, ListProcessesRequest, LoadProcessRequest};
use fault::{Reason, field_violations_of};

fn load(council: &Council, yaml: &str) -> LoadProcessRequest {
    LoadProcessRequest { request_id: council.id(), yaml: yaml.to_owned(), validate_only: false }
}

#[tokio::test]
async fn the_process_of_the_software_is_there_and_every_process_is_listed_in_its_newest_version() {
    let council = Council::new().await;
    let listed =
        council.processes("sam").list_processes(ListProcessesRequest::default()).await.unwrap().into_inner();
    let ids: Vec<_> =
        listed.processes.iter().map(|process| (process.process_id.as_str(), process.version)).collect();
    assert_eq!(ids, [("home-visit", 1), ("long-term-fostering", 1)]);

    assert_eq!(listed.next_page_token, "");

    let get = GetProcessRequest { process_id: "long-term-fostering".into(), version: 0 };
    let process = council.processes("ada").get_process(get).await.unwrap().into_inner().process.unwrap();
    let planning = process.worksteps.iter().find(|step| step.key == "permanency_planning").unwrap();
    assert_eq!(planning.title, "SC Permanency Planning Process");
    let form = planning.form.as_ref().unwrap();
    assert_eq!((form.sections.len(), form.sections[17].title.as_str()), (18, "Next actions"));
    let request = &planning.request_types[0];
    assert_eq!(request.title, "CS Manager: Please review and authorise prior to QAAG");
    assert_eq!(request.covers, (1..=17).collect::<Vec<_>>());
}

#[tokio::test]
async fn processes_are_listed_page_by_page_while_others_come() {
    let council = Council::with_replicas(2).await;
    let page = |token: &str| ListProcessesRequest { page_size: 1, page_token: token.to_owned() };
    let first = council.processes("sam").list_processes(page("")).await.unwrap().into_inner();
    assert_eq!((first.processes.len(), first.processes[0].process_id.as_str()), (1, "home-visit"));

    // One comes before what was shown, one after it, and what was shown gets another version.
    for id in ["adoption", "kinship", "home-visit"] {
        let file = HOME_VISIT.replace("id: home-visit", &format!("id: {id}"));
        let file = file.replace("title: Home visit\nsource", "title: Another\nsource");
        council.processes("ada").load_process(load(&council, &file)).await.unwrap();
    }
    let mut rest = Vec::new();
    let mut token = first.next_page_token.clone();
    while !token.is_empty() {
        let next = council.processes_of(1, "sam").list_processes(page(&token)).await.unwrap().into_inner();
        rest.extend(next.processes.into_iter().map(|process| process.process_id));
        token = next.next_page_token;
    }
    assert_eq!(rest, ["kinship", "long-term-fostering"]);

    let other = ListProcessesRequest { page_token: "nonsense".into(), ..Default::default() };
    refused(council.processes("sam").list_processes(other).await, Reason::PageTokenInvalid);
    let too_many = ListProcessesRequest { page_size: 51, ..Default::default() };
    refused(council.processes("sam").list_processes(too_many).await, Reason::FieldInvalid);
}

#[tokio::test]
async fn a_changed_file_is_a_new_version_and_the_same_text_is_none() {
    let council = Council::with_replicas(2).await;
    let open = council.open_case().await.case.unwrap();
    let same = council.processes("ada").load_process(load(&council, HOME_VISIT)).await.unwrap().into_inner();
    assert_eq!(same.process.unwrap().version, 1);
    let changed = HOME_VISIT.replace("title: Home visit\nsource", "title: Visit at home\nsource");
    let second = council.processes("ada").load_process(load(&council, &changed)).await.unwrap().into_inner();
    assert_eq!(second.process.unwrap().version, 2);

    let there = council.processes_of(1, "sam");
    let newest = GetProcessRequest { process_id: "home-visit".into(), version: 0 };
    let newest = there.clone().get_process(newest).await.unwrap().into_inner().process.unwrap();
    assert_eq!((newest.version, newest.title.as_str()), (2, "Visit at home"));
    let first = GetProcessRequest { process_id: "home-visit".into(), version: 1 };
    let first = there.clone().get_process(first).await.unwrap().into_inner().process.unwrap();
    assert_eq!(first.title, "Home visit");
    let step = council.see("sam", &open.worksteps[0].workstep_id).await;
    assert_eq!(step.process_version, 1, "a case stays on the version that it began with");
    let third = GetProcessRequest { process_id: "home-visit".into(), version: 3 };
    refused(there.clone().get_process(third).await, Reason::NotFound);
    let unknown = GetProcessRequest { process_id: "no-such".into(), version: 0 };
    refused(there.clone().get_process(unknown).await, Reason::NotFound);
}

#[tokio::test]
async fn two_administrators_load_two_files_at_once_and_get_two_versions() {
    let council = Council::with_replicas(2).await;
    let one = HOME_VISIT.replace("title: Home visit\nsource", "title: One\nsource");
    let other = HOME_VISIT.replace("title: Home visit\nsource", "title: Other\nsource");
    let (mut here, mut there) = (council.processes("ada"), council.processes_of(1, "ada"));
    let (one, other) =
        tokio::join!(here.load_process(load(&council, &one)), there.load_process(load(&council, &other)));
    let mut versions = [one, other].map(|loaded| loaded.unwrap().into_inner().process.unwrap().version);
    versions.sort_unstable();
    assert_eq!(versions, [2, 3]);
}

#[tokio::test]
async fn a_wrong_file_is_refused_by_line_and_column_and_a_right_one_can_be_tried() {
    let council = Council::new().await;
    let wrong = HOME_VISIT.replace("leads_to: letter", "leads_to: nowhere");
    let status =
        refused(council.processes("ada").load_process(load(&council, &wrong)).await, Reason::ProcessInvalid);
    let violations = field_violations_of(&status);
    assert!(violations.iter().any(|wrong| wrong.field.starts_with("line ")), "{violations:?}");

    let changed = HOME_VISIT.replace("title: Home visit\nsource", "title: Tried\nsource");
    let tried = LoadProcessRequest { validate_only: true, ..load(&council, &changed) };
    let tried = council.processes("ada").load_process(tried).await.unwrap().into_inner().process.unwrap();
    assert_eq!((tried.version, tried.title.as_str()), (2, "Tried"));
    assert_eq!(council.count("select count(*) from workflow.process_version").await, 2);

    refused(council.processes("sam").load_process(load(&council, &changed)).await, Reason::NotPermitted);
    refused(council.processes("ada").load_process(load(&council, "")).await, Reason::FieldInvalid);
}
