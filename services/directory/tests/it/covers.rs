use crate::council::{ADA, Council, id, member, refused, wrong_fields};
use contracts::{
    directory::v1::{
        Cover, CoverChanged, EndCoverRequest, ListCoversRequest, ListCoversResponse, SetCoverRequest, Worker,
    },
    r#type::v1::Role,
};
use fault::{Reason, metadata_of};
use tonic::{Code, Status};

const SET: &str = "permanence.directory.v1.WorkerService/SetCover";

struct Team {
    council: Council,
    tom: Worker,
    ruth: Worker,
    sandra: Worker,
}

impl Team {
    /// Sandra manages Tom and Ruth.
    async fn new() -> Self {
        let council = Council::of_replicas(2).await;
        let sandra = council.hire("Sandra Poole", "sandra", &[Role::ServiceManager]).await;
        let managed = |name: &str, subject: &str, role| Worker {
            line_manager_id: sandra.worker_id.clone(),
            ..crate::council::worker(name, subject, &[role])
        };
        let tom = council.update_worker(managed("Tom Ellis", "tom", Role::PracticeSupervisor)).await.unwrap();
        let ruth = council.update_worker(managed("Ruth Okafor", "ruth", Role::TeamManager)).await.unwrap();
        Self { council, tom, ruth, sandra }
    }

    fn cover(&self, first_day: &str, last_day: &str) -> Cover {
        Cover {
            cover_id: id(),
            covered: Some(member(&self.tom.worker_id)),
            covering: Some(member(&self.ruth.worker_id)),
            first_day: first_day.to_owned(),
            last_day: last_day.to_owned(),
            ..Cover::default()
        }
    }

    async fn set(&self, by: &str, cover: Cover) -> Result<Cover, Status> {
        let allow_missing = cover.etag.is_empty();
        let request = SetCoverRequest { request_id: id(), cover: Some(cover), allow_missing };
        Ok(self.council.workers(by).set_cover(request).await?.into_inner().cover.unwrap())
    }

    async fn end(&self, by: &str, cover: &Cover) -> Result<Cover, Status> {
        let Cover { cover_id, etag, .. } = cover.clone();
        let request = EndCoverRequest { request_id: id(), cover_id, etag };
        Ok(self.council.workers(by).end_cover(request).await?.into_inner().cover.unwrap())
    }

    async fn list(&self, request: ListCoversRequest) -> ListCoversResponse {
        self.council.workers("tom").list_covers(request).await.unwrap().into_inner()
    }

    async fn stored(&self) -> i64 {
        sqlx::query_scalar("select count(*) from directory.cover")
            .fetch_one(&self.council.pool())
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_cover_is_recorded_told_and_listed_for_both() {
    let team = Team::new().await;
    let set = team.set("tom", team.cover("2026-01-14", "2026-01-16")).await.unwrap();
    let names = [&set.covered, &set.covering].map(|worker| worker.as_ref().unwrap().display_name.as_str());
    assert_eq!((names, set.etag.as_str(), set.end_time), (["Tom Ellis", "Ruth Okafor"], "1", None));

    let (event, told) = team.council.last_event::<CoverChanged>().await;
    assert_eq!((told.cover.as_ref(), event.subject), (Some(&set), format!("cover/{}", set.cover_id)));
    assert_eq!(event.actor_id, team.tom.worker_id);
    let entry = team.council.entries(SET).await.remove(0);
    assert_eq!(entry.subjects, [format!("cover/{}", set.cover_id)]);
    assert_eq!(entry.detail, "2026-01-14 to 2026-01-16");

    for worker in [&team.tom, &team.ruth] {
        let request = ListCoversRequest { worker_id: worker.worker_id.clone(), ..Default::default() };
        assert_eq!(team.list(request).await.covers, std::slice::from_ref(&set));
    }
    let of_sandra = ListCoversRequest { worker_id: team.sandra.worker_id.clone(), ..Default::default() };
    assert!(team.list(of_sandra).await.covers.is_empty());
}

#[tokio::test]
async fn it_is_arranged_by_the_absent_worker_their_line_manager_or_an_administrator_and_by_nobody_else() {
    let team = Team::new().await;
    team.council.hire("Priya Nair", "priya", &[Role::SocialWorker]).await;
    team.council.hire("Care records", "sys", &[Role::System]).await;
    for arranger in ["tom", "sandra", ADA] {
        team.set(arranger, team.cover("2026-01-14", "2026-01-16")).await.unwrap();
    }
    for stranger in ["ruth", "priya"] {
        let answer = team.set(stranger, team.cover("2026-01-14", "2026-01-16")).await;
        refused(answer, Code::PermissionDenied, Reason::CoverNotYours);
    }
    let answer = team.set("sys", team.cover("2026-01-14", "2026-01-16")).await;
    refused(answer, Code::PermissionDenied, Reason::NotPermitted);
    assert_eq!(team.stored().await, 3);
}

#[tokio::test]
async fn an_agency_decision_maker_is_covered_by_another_one_only() {
    let team = Team::new().await;
    let helen = team.council.hire("Helen Marsh", "helen", &[Role::AgencyDecisionMaker]).await;
    let hugo = team.council.hire("Hugo Brandt", "hugo", &[Role::AgencyDecisionMaker]).await;
    let of_helen = |covering: &Worker| Cover {
        covered: Some(member(&helen.worker_id)),
        covering: Some(member(&covering.worker_id)),
        ..team.cover("2026-01-14", "2026-01-16")
    };
    let answer = team.set("helen", of_helen(&team.ruth)).await;
    let status = refused(answer, Code::FailedPrecondition, Reason::CoverNeedsAdm);
    assert_eq!(metadata_of(&status)["covering"], team.ruth.worker_id);
    assert_eq!(team.stored().await, 0);
    team.set("helen", of_helen(&hugo)).await.unwrap();
}

#[tokio::test]
async fn who_has_left_is_unknown_or_sees_no_case_covers_nobody() {
    let team = Team::new().await;
    let left = team.council.hire_under(&team.tom, "Lee Hart", "lee", &[Role::TeamManager]).await;
    team.council.leaves(&left).await;
    let clerk = team.council.hire("Eve Moor", "eve", &[Role::TeamManager, Role::Administrator]).await;
    for covering in [left.worker_id.as_str(), &clerk.worker_id, &id(), &team.tom.worker_id, "ruth"] {
        let cover = Cover { covering: Some(member(covering)), ..team.cover("2026-01-14", "2026-01-16") };
        let request = SetCoverRequest { request_id: id(), cover: Some(cover), allow_missing: true };
        let answer = team.council.workers("tom").set_cover(request).await;
        assert_eq!(wrong_fields(answer)[0], "cover.covering.worker_id", "{covering}");
    }
    for (first_day, last_day, field) in [
        ("2026-01-16", "2026-01-14", "cover.last_day"),
        ("2026-01-01", "2026-01-13", "cover.last_day"),
        ("14/01/2026", "2026-01-16", "cover.first_day"),
        ("2026-01-14", "", "cover.last_day"),
    ] {
        let cover = Some(team.cover(first_day, last_day));
        let request = SetCoverRequest { request_id: id(), cover, allow_missing: true };
        assert_eq!(
            wrong_fields(team.council.workers("tom").set_cover(request).await)[0],
            field,
            "{last_day}"
        );
    }
    assert_eq!(team.stored().await, 0);
}

#[tokio::test]
async fn its_days_change_on_the_etag_that_was_read_and_its_people_never() {
    let team = Team::new().await;
    let set = team.set("tom", team.cover("2026-01-14", "2026-01-16")).await.unwrap();
    let longer = Cover { last_day: "2026-01-23".to_owned(), ..set.clone() };
    let changed = team.set("sandra", longer.clone()).await.unwrap();
    assert_eq!((changed.last_day.as_str(), changed.etag.as_str()), ("2026-01-23", "2"));
    let stale = refused(team.set("tom", longer).await, Code::Aborted, Reason::EtagStale);
    assert_eq!(metadata_of(&stale)["changed_by"], team.sandra.worker_id);

    let by_sandra = Cover { covering: Some(member(&team.sandra.worker_id)), ..changed.clone() };
    refused(team.set("tom", by_sandra).await, Code::InvalidArgument, Reason::FieldInvalid);
    let nowhere = Cover { cover_id: id(), ..changed };
    refused(team.set("tom", nowhere).await, Code::NotFound, Reason::NotFound);
}

#[tokio::test]
async fn it_is_ended_at_once_and_once_by_those_whom_it_concerns() {
    let team = Team::new().await;
    team.council.hire("Priya Nair", "priya", &[Role::SocialWorker]).await;
    let set = team.set("tom", team.cover("2026-01-14", "2026-01-16")).await.unwrap();
    refused(team.end("priya", &set).await, Code::PermissionDenied, Reason::CoverNotYours);
    let stale = Cover { etag: "7".to_owned(), ..set.clone() };
    refused(team.end("tom", &stale).await, Code::Aborted, Reason::EtagStale);
    let nowhere = Cover { cover_id: id(), ..set.clone() };
    refused(team.end("tom", &nowhere).await, Code::NotFound, Reason::NotFound);

    let ended = team.end("ruth", &set).await.unwrap();
    assert!(ended.end_time.is_some());
    assert_eq!(team.council.last_event::<CoverChanged>().await.1.cover, Some(ended.clone()));
    let over = refused(team.end("tom", &ended).await, Code::FailedPrecondition, Reason::CoverOver);
    assert_eq!(metadata_of(&over)["last_day"], "2026-01-16");
    refused(team.set("tom", ended.clone()).await, Code::FailedPrecondition, Reason::CoverOver);

    assert!(team.list(ListCoversRequest::default()).await.covers.is_empty());
    let all = ListCoversRequest { include_over: true, ..Default::default() };
    assert_eq!(team.list(all).await.covers, [ended]);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_has_no_second_effect() {
    let team = Team::new().await;
    let cover = Some(team.cover("2026-01-14", "2026-01-16"));
    let request = SetCoverRequest { request_id: id(), cover, allow_missing: true };
    let first = team.council.workers("tom").set_cover(request.clone()).await.unwrap().into_inner();
    let again = team.council.workers("tom").set_cover(request).await.unwrap().into_inner();
    assert_eq!(first, again);
    let Cover { cover_id, etag, .. } = first.cover.unwrap();
    let request = EndCoverRequest { request_id: id(), cover_id, etag };
    let first = team.council.workers("tom").end_cover(request.clone()).await.unwrap().into_inner();
    let events = team.council.events().await.len();
    let again = team.council.workers("tom").end_cover(request).await.unwrap().into_inner();
    assert_eq!((first, team.council.events().await.len()), (again, events));
}

#[tokio::test]
async fn a_list_goes_on_where_it_ended_and_is_over_with_its_last_day() {
    let team = Team::new().await;
    for first_day in ["2026-03-02", "2026-01-14", "2026-02-02"] {
        team.set("tom", team.cover(first_day, first_day)).await.unwrap();
    }
    let days = |listed: &ListCoversResponse| -> Vec<String> {
        listed.covers.iter().map(|cover| cover.first_day.clone()).collect()
    };
    let first = team.list(ListCoversRequest { page_size: 2, ..Default::default() }).await;
    assert_eq!(days(&first), ["2026-01-14", "2026-02-02"]);
    let page_token = first.next_page_token;
    let second =
        team.list(ListCoversRequest { page_size: 2, page_token: page_token.clone(), ..Default::default() });
    assert_eq!(days(&second.await), ["2026-03-02"]);
    let other = ListCoversRequest { include_over: true, page_token, ..Default::default() };
    let answer = team.council.workers("tom").list_covers(other).await;
    refused(answer, Code::InvalidArgument, Reason::PageTokenInvalid);

    team.council.suite.clock().set("2026-01-14T23:59:59Z".parse().unwrap());
    assert_eq!(team.list(ListCoversRequest::default()).await.covers.len(), 3);
    team.council.suite.clock().set("2026-01-15T00:00:00Z".parse().unwrap());
    assert_eq!(team.list(ListCoversRequest::default()).await.covers.len(), 2);
}
