use crate::council::{ADA, Council, refused, wrong_fields};
use contracts::directory::v1::{SearchChildrenRequest, SearchChildrenResponse};
use fault::Reason;
use tonic::Code;

async fn search(council: &Council, request: SearchChildrenRequest) -> SearchChildrenResponse {
    council.children(ADA).search_children(request).await.unwrap().into_inner()
}

fn typed(query: &str) -> SearchChildrenRequest {
    SearchChildrenRequest { query: query.to_owned(), ..Default::default() }
}

fn ids(found: &SearchChildrenResponse) -> Vec<&str> {
    found.children.iter().map(|child| child.child_id.as_str()).collect()
}

async fn some_children() -> Council {
    let council = Council::new().await;
    for (child_id, first_name, surname) in [
        ("3549863", "Chloe", "Smith"),
        ("3549864", "Chloë", "Smith"),
        ("35", "Bartłomiej", "Smith"),
        ("AB-7", "Zoe", "D’Arcy"),
        ("9000001", "Smithy", "Abel"),
    ] {
        council.register(child_id, first_name, surname).await;
    }
    council
}

#[tokio::test]
async fn children_are_found_by_names_or_the_beginning_of_their_id_by_surname_first_name_and_id() {
    let council = some_children().await;
    for (query, found) in [
        ("", vec!["9000001", "AB-7", "35", "3549863", "3549864"]),
        ("smith", vec!["9000001", "35", "3549863", "3549864"]),
        ("SMITH chloe", vec!["3549863", "3549864"]),
        ("bartlo", vec!["35"]),
        ("d'arcy", vec!["AB-7"]),
        ("35498", vec!["3549863", "3549864"]),
        ("35", vec!["35", "3549863", "3549864"]),
        ("ab-", vec!["AB-7"]),
        ("Chloe Smith 3549863", vec!["3549863"]),
        ("Smith (3549864)", vec!["3549864"]),
        ("Smith, Chloe", vec!["3549863", "3549864"]),
        ("chloe 9000001", vec![]),
        ("49863", vec![]),
        ("%", vec![]),
    ] {
        assert_eq!(ids(&search(&council, typed(query)).await), found, "{query}");
    }
    let entries = council.entries("permanence.directory.v1.ChildService/SearchChildren").await;
    assert_eq!(
        (entries.len(), entries[0].child_id.as_str(), entries[0].detail.as_str()),
        (14, "", "by name or id")
    );
    assert_eq!(entries[13].subjects.len(), 5);
    assert_eq!((entries[13].detail.as_str(), entries[13].subjects[0].as_str()), ("all", "child/9000001"));
}

#[tokio::test]
async fn pages_neither_skip_nor_repeat_while_children_come() {
    let council = some_children().await;
    let first = SearchChildrenRequest { page_size: 3, ..Default::default() };
    let page = search(&council, first.clone()).await;
    assert_eq!(ids(&page), ["9000001", "AB-7", "35"]);
    council.register("1", "Aaron", "Abel").await;
    council.register("2", "Chloe", "Smith").await;
    council.register("3", "Zack", "Zhou").await;

    let rest = SearchChildrenRequest { page_token: page.next_page_token, ..first.clone() };
    let page = search(&council, rest).await;
    assert_eq!(ids(&page), ["2", "3549863", "3549864"]);
    let rest = SearchChildrenRequest { page_token: page.next_page_token, ..first };
    let page = search(&council, rest).await;
    assert_eq!((ids(&page), page.next_page_token.as_str()), (vec!["3"], ""));
}

#[tokio::test]
async fn a_page_token_is_good_for_its_own_search_alone() {
    let council = some_children().await;
    let first = SearchChildrenRequest { page_size: 1, ..typed("smith") };
    let page_token = search(&council, first).await.next_page_token;
    for request in [
        SearchChildrenRequest { page_token: page_token.clone(), ..typed("") },
        SearchChildrenRequest { page_token: page_token[1..].to_owned(), ..typed("smith") },
        SearchChildrenRequest { page_token: "null".to_owned(), ..typed("smith") },
    ] {
        let answer = council.children(ADA).search_children(request).await;
        refused(answer, Code::InvalidArgument, Reason::PageTokenInvalid);
    }
    for request in [
        SearchChildrenRequest { page_size: -1, ..typed("smith") },
        SearchChildrenRequest { page_size: 201, ..typed("smith") },
    ] {
        assert_eq!(wrong_fields(council.children(ADA).search_children(request).await), ["page_size"]);
    }
    assert_eq!(wrong_fields(council.children(ADA).search_children(typed("a\0")).await), ["query"]);
}
