use crate::council::{ADA, Council, id, inbox, refused, team, worker, wrong_fields};
use contracts::{
    directory::v1::{SearchWorkersRequest, SearchWorkersResponse, Worker},
    r#type::v1::Role,
};
use fault::Reason;
use tonic::Code;

async fn search(council: &Council, subject: &str, request: SearchWorkersRequest) -> SearchWorkersResponse {
    council.workers(subject).search_workers(request).await.unwrap().into_inner()
}

fn named(name: &str) -> SearchWorkersRequest {
    SearchWorkersRequest { name: name.to_owned(), ..Default::default() }
}

fn names(found: &SearchWorkersResponse) -> Vec<&str> {
    found.workers.iter().map(|worker| worker.display_name.as_str()).collect()
}

#[tokio::test]
async fn workers_are_found_by_any_part_of_any_name() {
    let council = Council::new().await;
    for (name, subject) in
        [("Priya Nair", "1"), ("Zoë O’Brien", "2"), ("Łukasz Nowak", "3"), ("Anne–Marie Prior", "4")]
    {
        council.hire(name, subject, &[]).await;
    }
    for (typed, found) in [
        ("pri", vec!["Anne–Marie Prior", "Priya Nair"]),
        ("NAIR", vec!["Priya Nair"]),
        ("nair pri", vec!["Priya Nair"]),
        ("zoe o'b", vec!["Zoë O’Brien"]),
        ("ZOË", vec!["Zoë O’Brien"]),
        ("lukasz", vec!["Łukasz Nowak"]),
        ("anne-marie", vec!["Anne–Marie Prior"]),
        ("a%i", vec![]),
        ("_", vec![]),
        ("nair smith", vec![]),
    ] {
        assert_eq!(names(&search(&council, ADA, named(typed)).await), found, "{typed}");
    }
    let all = search(&council, ADA, named("  ")).await;
    assert_eq!(names(&all), ["Ada Lovell", "Anne–Marie Prior", "Łukasz Nowak", "Priya Nair", "Zoë O’Brien"]);
    assert_eq!(all.next_page_token, "");
}

#[tokio::test]
async fn a_search_is_narrowed_by_role_team_and_inbox_and_passes_over_who_has_left() {
    let council = Council::new().await;
    let north = council.update_team(team("Fostering North")).await.unwrap();
    let in_north = |worker: Worker| Worker { team_id: north.team_id.clone(), ..worker };
    let owen = worker("Owen Rees", "owen", &[Role::PracticeSupervisor, Role::SocialWorker]);
    let owen = council.update_worker(in_north(owen)).await.unwrap();
    let priya = council.hire("Priya Nair", "priya", &[Role::TeamManager]).await;
    council.update_worker(in_north(worker("Sam Field", "sam", &[Role::SocialWorker]))).await.unwrap();
    let under_priya = |worker| Worker { line_manager_id: priya.worker_id.clone(), ..worker };
    let lee = under_priya(in_north(worker("Lee Hart", "lee", &[Role::TeamManager])));
    let lee = council.update_worker(lee).await.unwrap();
    council.leaves(&lee).await;
    let qaag = council.update_inbox(inbox("CS QAAG – Inbox", &[&owen, &priya])).await.unwrap();

    let managers = [Role::PracticeSupervisor, Role::TeamManager].map(i32::from).to_vec();
    let by_role = SearchWorkersRequest { roles: managers.clone(), ..Default::default() };
    assert_eq!(names(&search(&council, "sam", by_role.clone()).await), ["Owen Rees", "Priya Nair"]);
    let by_team = SearchWorkersRequest { team_id: north.team_id.clone(), ..Default::default() };
    assert_eq!(names(&search(&council, "sam", by_team).await), ["Owen Rees", "Sam Field"]);
    let by_inbox = SearchWorkersRequest { inbox_id: qaag.inbox_id.clone(), ..Default::default() };
    assert_eq!(names(&search(&council, "sam", by_inbox).await), ["Owen Rees", "Priya Nair"]);
    let by_all = SearchWorkersRequest {
        name: "e".to_owned(),
        roles: managers,
        team_id: north.team_id.clone(),
        inbox_id: qaag.inbox_id.clone(),
        ..Default::default()
    };
    assert_eq!(names(&search(&council, "sam", by_all).await), ["Owen Rees"]);

    let owen_is_no_social_worker = Worker { roles: vec![i32::from(Role::PracticeSupervisor)], ..owen };
    council.update_worker(owen_is_no_social_worker).await.unwrap();
    let by_role = SearchWorkersRequest { roles: vec![i32::from(Role::SocialWorker)], ..Default::default() };
    assert_eq!(names(&search(&council, "sam", by_role).await), ["Sam Field"]);

    let entry = council.entries("permanence.directory.v1.WorkerService/SearchWorkers").await.remove(1);
    let detail = format!(
        "by name; roles=ROLE_PRACTICE_SUPERVISOR,ROLE_TEAM_MANAGER; team_id={}; inbox_id={}",
        north.team_id, qaag.inbox_id
    );
    assert_eq!((entry.detail, entry.subjects.len()), (detail, 1));
}

#[tokio::test]
async fn the_callers_line_manager_comes_first_and_once() {
    let council = Council::new().await;
    let bea = council.hire("Bea Cole", "bea", &[Role::TeamManager]).await;
    council.hire("Cai Dunn", "cai", &[Role::TeamManager]).await;
    let zara = council.hire_under(&bea, "Zara Yates", "zara", &[Role::TeamManager]).await;
    let sam = Worker {
        line_manager_id: zara.worker_id.clone(),
        ..worker("Sam Field", "sam", &[Role::SocialWorker])
    };
    council.update_worker(sam).await.unwrap();
    let managers = SearchWorkersRequest {
        roles: vec![i32::from(Role::TeamManager)],
        line_manager_first: true,
        ..Default::default()
    };

    assert_eq!(
        names(&search(&council, "sam", managers.clone()).await),
        ["Zara Yates", "Bea Cole", "Cai Dunn"]
    );
    assert_eq!(names(&search(&council, ADA, managers.clone()).await), ["Bea Cole", "Cai Dunn", "Zara Yates"]);
    let not_asked_for = SearchWorkersRequest { line_manager_first: false, ..managers.clone() };
    assert_eq!(names(&search(&council, "sam", not_asked_for).await), ["Bea Cole", "Cai Dunn", "Zara Yates"]);
    let others = SearchWorkersRequest { name: "c".to_owned(), ..managers.clone() };
    assert_eq!(names(&search(&council, "sam", others).await), ["Bea Cole", "Cai Dunn"]);

    for page_size in 1..=3 {
        let request = SearchWorkersRequest { page_size, ..managers.clone() };
        assert_eq!(all_pages(&council, "sam", request).await, ["Zara Yates", "Bea Cole", "Cai Dunn"]);
    }
    let first_page = SearchWorkersRequest { page_size: 1, ..managers.clone() };
    let next_page_token = search(&council, "sam", first_page).await.next_page_token;
    council.leaves(&zara).await;
    let rest = SearchWorkersRequest { page_token: next_page_token, ..managers };
    assert_eq!(names(&search(&council, "sam", rest).await), ["Bea Cole", "Cai Dunn"]);
}

async fn all_pages(council: &Council, subject: &str, mut request: SearchWorkersRequest) -> Vec<String> {
    let mut found = Vec::new();
    loop {
        let page = search(council, subject, request.clone()).await;
        assert!(page.workers.len() <= usize::try_from(request.page_size).unwrap());
        found.extend(page.workers.into_iter().map(|worker| worker.display_name));
        if page.next_page_token.is_empty() {
            return found;
        }
        request.page_token = page.next_page_token;
    }
}

#[tokio::test]
async fn pages_neither_skip_nor_repeat_while_workers_come_and_go() {
    let council = Council::new().await;
    let mut hired = Vec::new();
    for letter in ["B", "D", "F", "H", "J"] {
        hired.push(council.hire(&format!("{letter} Same"), letter, &[]).await);
    }
    let first = SearchWorkersRequest { page_size: 2, ..named("same") };
    let page = search(&council, ADA, first.clone()).await;
    assert_eq!(names(&page), ["B Same", "D Same"]);

    // The last row that was shown goes; others come before and after it.
    council.leaves(&hired[1]).await;
    council.hire("C Same", "C", &[]).await;
    council.hire("E Same", "E", &[]).await;
    let rest = SearchWorkersRequest { page_token: page.next_page_token, ..first };
    assert_eq!(all_pages(&council, ADA, rest).await, ["E Same", "F Same", "H Same", "J Same"]);
}

#[tokio::test]
async fn namesakes_are_each_shown_once() {
    let council = Council::new().await;
    for subject in 0..5 {
        council.hire("Sam Field", &subject.to_string(), &[]).await;
    }
    let request = SearchWorkersRequest { page_size: 2, ..named("sam") };
    assert_eq!(all_pages(&council, ADA, request).await.len(), 5);
}

#[tokio::test]
async fn a_page_token_is_good_for_its_own_search_alone() {
    let council = Council::new().await;
    for subject in ["1", "2", "3"] {
        council.hire("Sam Field", subject, &[]).await;
    }
    let first = SearchWorkersRequest { page_size: 1, ..named("sam") };
    let token = search(&council, ADA, first.clone()).await.next_page_token;
    let larger = SearchWorkersRequest { page_size: 200, page_token: token.clone(), ..first.clone() };
    assert_eq!(search(&council, ADA, larger).await.workers.len(), 2);

    for request in [
        SearchWorkersRequest { page_token: token.clone(), ..named("field") },
        SearchWorkersRequest { page_token: token.clone(), line_manager_first: true, ..named("sam") },
        SearchWorkersRequest { page_token: format!("{token}A"), ..first.clone() },
        SearchWorkersRequest { page_token: "0".to_owned(), ..first.clone() },
        SearchWorkersRequest { page_token: "é\0".to_owned(), ..first },
    ] {
        let answer = council.workers(ADA).search_workers(request).await;
        refused(answer, Code::InvalidArgument, Reason::PageTokenInvalid);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_search_is_said_all_at_once() {
    let council = Council::new().await;
    let request = SearchWorkersRequest {
        name: "n".repeat(201),
        roles: vec![0, i32::from(Role::System), 99],
        team_id: "north".to_owned(),
        inbox_id: "\0".to_owned(),
        page_size: 201,
        ..Default::default()
    };
    let mut wrong = wrong_fields(council.workers(ADA).search_workers(request).await);
    wrong.sort();
    assert_eq!(wrong, ["inbox_id", "name", "page_size", "roles[0]", "roles[2]", "team_id"]);
    let nowhere = SearchWorkersRequest { team_id: id(), ..Default::default() };
    assert!(search(&council, ADA, nowhere).await.workers.is_empty());
}
