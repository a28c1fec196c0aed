//! What stands in the database, read past the services.

use crate::council::{Council, keeping};
use sqlx::{AssertSqlSafe, Row};
use uuid::Uuid;

fn id(text: &str) -> Uuid {
    text.parse().expect("an id")
}

impl Council {
    /// The state of a step as it is stored.
    pub async fn stored_state_of(&self, workstep_id: &str) -> String {
        let pool = self.suite.database().pool("workflow");
        let found = sqlx::query_scalar("select upper(state) from workflow.workstep where id = $1");
        found.bind(id(workstep_id)).fetch_one(&pool).await.expect("the step")
    }

    /// The outcome of a case as it is stored.
    pub async fn stored_outcome_of(&self, case_id: &str) -> String {
        let pool = self.suite.database().pool("workflow");
        let found = sqlx::query_scalar("select outcome from workflow.permanence_case where id = $1");
        found.bind(id(case_id)).fetch_one(&pool).await.expect("a closed case")
    }

    /// The state of a request as the requests service stores it.
    pub async fn stored_request_state(&self, request_id: &str) -> String {
        let pool = self.suite.database().pool("requests");
        let found = sqlx::query_scalar("select state from requests.request where request_id = $1");
        found.bind(id(request_id)).fetch_one(&pool).await.expect("the request")
    }

    /// Whether the requests service has heard of a request.
    pub async fn requests_knows(&self, request_id: &str) -> bool {
        let pool = self.suite.database().pool("requests");
        let found = sqlx::query_scalar("select exists (select from requests.request where request_id = $1)");
        found.bind(id(request_id)).fetch_one(&pool).await.expect("to look for the request")
    }

    /// Whether workflow has heard what was answered.
    pub async fn workflow_knows_the_answer_to(&self, request_id: &str) -> bool {
        let pool = self.suite.database().pool("workflow");
        let found =
            sqlx::query_scalar("select answer ? 'completed' from workflow.request_sent where id = $1");
        found.bind(id(request_id)).fetch_one(&pool).await.expect("the request")
    }

    /// For whom a call was made, as the audit entries of a service say of each of that person's calls.
    pub async fn audited_for_whom(&self, service: &str, rpc: &str, by: &str) -> Vec<String> {
        let pool = self.suite.database().pool(service);
        let entries = sqlx::query_scalar(
            "select coalesce(on_behalf_of_id, '') from audit_entry
              where rpc like '%/' || $1 and worker_id = $2 order by time",
        );
        entries.bind(rpc).bind(by).fetch_all(&pool).await.expect("the entries")
    }

    /// In whose hands a step lies, as it is stored: a worker's id or an inbox's.
    pub async fn stored_holder_of(&self, workstep_id: &str) -> String {
        let pool = self.suite.database().pool("workflow");
        let found = sqlx::query_scalar(
            "select coalesce(worker_id, inbox_id)::text from workflow.workstep where id = $1",
        );
        found.bind(id(workstep_id)).fetch_one(&pool).await.expect("the step")
    }

    /// In whose list a request stands, as the requests service stores it: a worker's id or an inbox's.
    pub async fn stored_list_of(&self, request_id: &str) -> String {
        let pool = self.suite.database().pool("requests");
        let found = sqlx::query_scalar(
            "select coalesce(worker_id, inbox_id)::text from requests.request where request_id = $1",
        );
        found.bind(id(request_id)).fetch_one(&pool).await.expect("the request")
    }

    /// The types of the events about a subject, of all services, in their order.
    pub async fn events_about(&self, subject: &str) -> Vec<String> {
        let mut told = Vec::new();
        for service in keeping() {
            let pool = self.suite.database().pool(service);
            let unnumbered = async || -> i64 {
                let count = sqlx::query_scalar("select count(*) from outbox").fetch_one(&pool);
                count.await.expect("the outbox")
            };
            self.until(async || unnumbered().await == 0).await;
            let found = sqlx::query("select type from events where subject = $1 order by position");
            let rows = found.bind(subject).fetch_all(&pool).await.expect("the events");
            told.extend(rows.iter().map(|row| row.get::<String, _>("type")));
        }
        told
    }

    /// What the events of one type about a subject say, in their order.
    pub async fn payloads<M: prost::Name + Default>(&self, service: &str, subject: &str) -> Vec<M> {
        let pool = self.suite.database().pool(service);
        self.events_about(subject).await;
        let found =
            sqlx::query_scalar("select data from events where subject = $1 and type = $2 order by position");
        let data: Vec<Vec<u8>> =
            found.bind(subject).bind(M::full_name()).fetch_all(&pool).await.expect("the events");
        data.iter().map(|data| M::decode(data.as_slice()).expect("a payload")).collect()
    }

    /// Waits until every service has heard everything that the others told, what panels came to stands in the case notes, and
    /// extracts are read:
    /// nothing more is written until somebody calls.
    pub async fn all_is_heard(&self) {
        let of_each =
            |select: fn(&str) -> String| keeping().map(select).collect::<Vec<_>>().join(" union all ");
        let ends = of_each(|it| {
            format!(
                "select 'permanence.{it}' as service, (select coalesce(max(position), 0) from {it}.events) as last,
                        (select count(*) from {it}.outbox) as unnumbered"
            )
        });
        let cursors = of_each(|it| {
            format!("select upstream, split_part(cursor, ':', 2) as heard from {it}.feed_cursor")
        });
        let quiet = format!(
            "with ends as ({ends}), cursors as ({cursors})
             select not exists (select from ends where unnumbered > 0) and not exists (
                select from cursors join ends on service = upstream
                where coalesce(nullif(heard, ''), '0')::bigint < last)
             and not exists (select from panels.discussion where note_id is null)
             and not exists (select from panels.extract_import where state in ('STORED', 'READING'))"
        );
        let admin = self.suite.database().admin();
        let heard = async || -> bool {
            sqlx::query_scalar(AssertSqlSafe(quiet.clone())).fetch_one(&admin).await.expect("the feeds")
        };
        self.until(heard).await;
        let parked =
            of_each(|it| format!("select '{it} parked of ' || upstream || ': ' || reason from {it}.parked"));
        let parked: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(parked)).fetch_all(&admin).await.expect("what is parked");
        assert!(parked.is_empty(), "{parked:?}");
    }

    /// What each table of each service holds, as the number of its rows and a sum over what stands in them; audit entries, what is kept of refused saves, and what services hear
    /// of each other, left out: of notifications, which writes whenever it hears anything, only what commands leave.
    pub async fn rows_of_everything(&self) -> Vec<(String, i64, String)> {
        self.all_is_heard().await;
        let admin = self.suite.database().admin();
        let tables: Vec<String> = sqlx::query_scalar(
            "select format('%I.%I', schemaname, tablename) from pg_tables
             where schemaname = any ($1)
               and tablename not like 'audit%' and tablename not in ('outbox', 'feed_cursor', 'section_refused', 'queue_refused')
               and (schemaname <> 'notifications' or tablename in ('reader', 'webhook', 'preferences') or tablename like 'receipt%')
             order by 1",
        )
        .bind(keeping().collect::<Vec<_>>())
        .fetch_all(&admin)
        .await
        .expect("the tables");
        let count = |table: &String| {
            format!(
                "select '{table}', count(*), coalesce(sum(hashtextextended(held::text, 0)), 0)::text
                 from {table} as held"
            )
        };
        // Postgres may count several at once: what is counted first is no order.
        let counts = tables.iter().map(count).collect::<Vec<_>>().join(" union all ") + " order by 1";
        sqlx::query_as(AssertSqlSafe(counts)).fetch_all(&admin).await.expect("the counts")
    }
}
