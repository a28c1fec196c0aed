//! The folder, sorted and narrowed, page by page while rows come and go.

use crate::{council::Council, refusals::refused};
use contracts::{
    r#type::v1::FolderOrder,
    workflow::v1::{IncomingWork, ListIncomingWorkRequest, ListIncomingWorkResponse},
};
use fault::{Reason, field_violations_of};
use uuid::Uuid;

const NORTH: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0201);
const SOUTH: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0202);

/// Somebody's folder: twelve children of four surnames, of Sam's team, of Omar's and of nobody's, in three kinds of step;
/// two and two arrived at one instant, the last two on the first of July in London.
async fn fill(council: &Council, subject: &str) {
    for statement in [
        "insert into workflow.people_team values
            ('01920000-0000-7000-8000-000000000201', 'North team', 1),
            ('01920000-0000-7000-8000-000000000202', 'south team', 1)
         on conflict do nothing",
        "update workflow.people_worker set team_id = case subject
            when 'sam' then '01920000-0000-7000-8000-000000000202'::uuid
            when 'omar' then '01920000-0000-7000-8000-000000000201'::uuid end",
        "insert into workflow.people_child
         select 'c' || n || '-' || $1, 'First' || n, (array['adams', 'Baker', 'Clark', 'davis'])[1 + n % 4], null, '', 1
         from generate_series(1, 12) as n",
        "insert into workflow.people_allocation
         select 'c' || n || '-' || $1, 1, (select worker_id from workflow.people_worker where subject = (array['sam', 'omar'])[n % 3])
         from generate_series(1, 12) as n where n % 3 > 0",
        "with cases as (
            insert into workflow.permanence_case (id, child_id, process_id, process_version, version, opened_by, opened_at)
            select gen_random_uuid(), 'c' || n || '-' || $1, 'home-visit', 1, 1, gen_random_uuid(), now()
            from generate_series(1, 12) as n returning id, child_id
         )
         insert into workflow.workstep (id, case_id, child_id, kind, version, state, worker_id, sent_immediately,
            arrived_at, queue_version, queue)
         select gen_random_uuid(), id, child_id, (array['visit', 'review', 'letter'])[1 + n % 3], 1, 'incoming',
            (select worker_id from workflow.people_worker where subject = $1), false,
            case when n > 10 then timestamptz '2026-06-30T23:30:00Z'
                else timestamptz '2026-06-01T12:00:00Z' + (n / 2) * interval '1 day' end, 1, '[]'
         from cases, lateral (select substring(child_id from '[0-9]+')::integer as n) as numbered",
    ] {
        let named = statement.contains("$1");
        let statement = sqlx::query(statement);
        let statement = if named { statement.bind(subject) } else { statement };
        statement.execute(&council.admin()).await.expect("a full folder");
    }
}

/// A council where Sam's folder is so.
async fn filled() -> Council {
    let council = Council::new().await;
    fill(&council, "sam").await;
    council
}

fn sorted(order: FolderOrder) -> ListIncomingWorkRequest {
    ListIncomingWorkRequest { order: order.into(), ..ListIncomingWorkRequest::default() }
}

async fn list(council: &Council, asked: ListIncomingWorkRequest) -> ListIncomingWorkResponse {
    list_of(council, "sam", asked).await
}

async fn list_of(
    council: &Council,
    subject: &str,
    asked: ListIncomingWorkRequest,
) -> ListIncomingWorkResponse {
    council.worksteps(subject).list_incoming_work(asked).await.expect("a folder").into_inner()
}

fn ids(rows: &[IncomingWork]) -> Vec<String> {
    rows.iter().map(|row| row.workstep_id.clone()).collect()
}

fn number(row: &IncomingWork) -> usize {
    let (number, _) =
        row.child.as_ref().expect("a child").child_id[1..].split_once('-').expect("of somebody");
    number.parse().expect("a number")
}

/// What a row is sorted by first, as a person would say it.
fn key(order: FolderOrder, row: &IncomingWork) -> String {
    let n = number(row);
    match order {
        FolderOrder::Child => format!("{} first{n} ", ["adams", "baker", "clark", "davis"][n % 4]),
        FolderOrder::Title | FolderOrder::Workstep => row.title.to_lowercase(),
        FolderOrder::Team => ["", "south team", "north team"][n % 3].to_owned(),
        FolderOrder::Unspecified | FolderOrder::NewestFirst | FolderOrder::OldestFirst => String::new(),
    }
}

const ORDERS: [FolderOrder; 6] = [
    FolderOrder::NewestFirst,
    FolderOrder::OldestFirst,
    FolderOrder::Child,
    FolderOrder::Title,
    FolderOrder::Team,
    FolderOrder::Workstep,
];

#[tokio::test]
async fn each_order_is_the_one_that_was_asked_for_and_among_equals_newest_first() {
    let council = filled().await;
    for order in ORDERS {
        let folder = list(&council, sorted(order)).await;
        assert_eq!((folder.worksteps.len(), folder.total_size), (12, 12), "{order:?}");
        let arrived = |row: &IncomingWork| row.arrive_time.expect("an instant").seconds;
        let direction = if order == FolderOrder::OldestFirst { 1 } else { -1 };
        let places: Vec<_> =
            folder.worksteps.iter().map(|row| (key(order, row), direction * arrived(row))).collect();
        assert!(places.is_sorted(), "{order:?}: {places:?}");
    }
    let unsaid = list(&council, ListIncomingWorkRequest::default()).await;
    assert_eq!(unsaid.worksteps, list(&council, sorted(FolderOrder::NewestFirst)).await.worksteps);
}

#[tokio::test]
async fn paging_in_any_order_neither_skips_nor_repeats_while_rows_come_and_go() {
    let council = Council::new().await;
    for (order, subject) in ORDERS.into_iter().zip(["sam", "omar", "priya", "theo", "ira", "quinn"]) {
        fill(&council, subject).await;
        let all = ids(&list_of(&council, subject, sorted(order)).await.worksteps);
        let page = |page_token: String| ListIncomingWorkRequest { page_size: 4, page_token, ..sorted(order) };
        let first = list_of(&council, subject, page(String::new())).await;
        assert_eq!(ids(&first.worksteps), all[..4]);

        // The last one shown goes and one that is to come; another comes.
        let gone = [all[3].clone(), all[6].clone()];
        sqlx::query("update workflow.workstep set worker_id = gen_random_uuid() where id::text = any ($1)")
            .bind(&gone[..])
            .execute(&council.admin())
            .await
            .expect("two go");
        let came = "insert into workflow.workstep (id, case_id, child_id, kind, version, state, worker_id,
                        sent_immediately, arrived_at, queue_version, queue)
                    select gen_random_uuid(), case_id, child_id, 'letter', 1, 'incoming',
                        (select worker_id from workflow.people_worker where subject = $2), false,
                        '2026-06-03T09:00:00Z', 1, '[]'
                    from workflow.workstep where id::text = $1 returning id::text";
        let came = sqlx::query_scalar(came).bind(&gone[1]).bind(subject);
        let came: String = came.fetch_one(&council.admin()).await.expect("one comes");

        let (mut seen, mut token) = (ids(&first.worksteps), first.next_page_token);
        while !token.is_empty() {
            let next = list_of(&council, subject, page(token)).await;
            seen.extend(ids(&next.worksteps));
            token = next.next_page_token;
        }
        let expected: Vec<_> = all.iter().filter(|id| **id != gone[1]).cloned().collect();
        let without_the_new: Vec<_> = seen.iter().filter(|id| **id != came).cloned().collect();
        assert_eq!(without_the_new, expected, "{order:?}");
        assert!(seen.iter().filter(|id| **id == came).count() <= 1, "{order:?}");
    }
}

#[tokio::test]
async fn the_folder_is_narrowed_by_day_in_london_and_by_team_and_so_is_its_count() {
    let council = filled().await;
    let day = |from: &str, to: &str| ListIncomingWorkRequest {
        arrived_from: from.into(),
        arrived_to: to.into(),
        ..ListIncomingWorkRequest::default()
    };
    let of_team = |team: Uuid| ListIncomingWorkRequest { team_id: team.to_string(), ..Default::default() };
    for (asked, kept) in [
        // 23:30 UTC on 30 June is past midnight in London.
        (day("2026-07-01", ""), vec![11, 12]),
        (day("", "2026-06-30"), (1..=10).collect()),
        (day("2026-06-02", "2026-06-02"), vec![2, 3]),
        (of_team(SOUTH), vec![1, 4, 7, 10]),
        (of_team(NORTH), vec![2, 5, 8, 11]),
        (ListIncomingWorkRequest { arrived_from: "2026-07-01".into(), ..of_team(NORTH) }, vec![11]),
        (ListIncomingWorkRequest { r#type: "review".into(), ..of_team(SOUTH) }, vec![1, 4, 7, 10]),
        (ListIncomingWorkRequest { r#type: "visit".into(), ..of_team(SOUTH) }, vec![]),
    ] {
        let folder = list(&council, ListIncomingWorkRequest { page_size: 2, ..asked.clone() }).await;
        assert_eq!(folder.total_size as usize, kept.len(), "{asked:?}");
        let mut shown: Vec<_> = list(&council, asked.clone()).await.worksteps.iter().map(number).collect();
        shown.sort_unstable();
        assert_eq!(shown, kept, "{asked:?}");
    }
    let detail =
        "select count(*) from workflow.audit_entry where detail like '%from 2026-07-01, team 01920000%'";
    assert_eq!(council.count(detail).await, 2, "the entry says by what the list was narrowed");
}

#[tokio::test]
async fn a_wrong_day_team_or_order_is_refused_and_a_token_fits_its_own_order_only() {
    let council = filled().await;
    let wrong = ListIncomingWorkRequest {
        arrived_from: "01/07/2026".into(),
        arrived_to: "tomorrow".into(),
        team_id: "north".into(),
        order: 99,
        ..ListIncomingWorkRequest::default()
    };
    let status = refused(council.worksteps("sam").list_incoming_work(wrong).await, Reason::FieldInvalid);
    let fields: Vec<_> = field_violations_of(&status).into_iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["arrived_from", "arrived_to", "team_id", "order"]);
    let by_child = ListIncomingWorkRequest { page_size: 2, ..sorted(FolderOrder::Child) };
    let token = list(&council, by_child.clone()).await.next_page_token;
    let by_team = ListIncomingWorkRequest { order: FolderOrder::Team.into(), page_token: token, ..by_child };
    refused(council.worksteps("sam").list_incoming_work(by_team).await, Reason::PageTokenInvalid);
}

#[tokio::test]
async fn a_folder_reads_open_rows_only() {
    let council = filled().await;
    let finished = "with cases as (
            insert into workflow.permanence_case
                (id, child_id, process_id, process_version, version, opened_by, opened_at, closed_at, outcome)
            select gen_random_uuid(), 'old' || n, 'home-visit', 1, 1, gen_random_uuid(), now(), now(), 'DONE'
            from generate_series(1, 5000) as n returning id, child_id
         )
         insert into workflow.workstep (id, case_id, child_id, kind, version, state, worker_id, sent_immediately,
            arrived_at, started_at, started_by, ended_at, ended_by, queue_version, queue)
         select gen_random_uuid(), id, child_id, 'visit', 1, 'finished',
            (select worker_id from workflow.people_worker where subject = 'sam'), false, now(), now(),
            gen_random_uuid(), now(), gen_random_uuid(), 1, '[]'
         from cases";
    let admin = council.admin();
    sqlx::query(finished).execute(&admin).await.expect("an archive");
    sqlx::query("analyze workflow.workstep").execute(&admin).await.expect("statistics");
    let read = "select coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0) from pg_stat_xact_all_tables
                where relid = 'workflow.workstep'::regclass";
    for order in ORDERS {
        #[expect(clippy::disallowed_methods, reason = "nobody cancels it")]
        let mut alone = admin.begin().await.expect("a transaction");
        sqlx::query("set local search_path to workflow").execute(&mut *alone).await.expect("a path");
        sqlx::query(include_str!("../../src/store/folder.sql"))
            .bind("sam")
            .bind(None::<Uuid>)
            .bind(None::<String>)
            .bind(None::<String>)
            .bind(None::<String>)
            .bind(None::<chrono::DateTime<chrono::Utc>>)
            .bind(None::<Uuid>)
            .bind(50_i64)
            .bind(council.suite.clock().today())
            .bind(None::<chrono::NaiveDate>)
            .bind(None::<chrono::NaiveDate>)
            .bind(None::<Uuid>)
            .bind(i32::from(order))
            .fetch_one(&mut *alone)
            .await
            .expect("the folder");
        let rows: i64 = sqlx::query_scalar(read).fetch_one(&mut *alone).await.expect("what was read");
        assert!(rows < 100, "{order:?}: {rows} rows of five thousand were read for twelve");
    }
}
