//! What must hold of the record, read past the services.

use tests::council::Council;

/// What must hold of the record whatever was pressed (invariants 1, 5 and 7).
pub(super) async fn the_record_is_whole(council: &Council) {
    let database = council.suite.database();
    for service in council.keeping() {
        let out_of_order: i64 = sqlx::query_scalar(
            "select count(*) from (
                select subject_version <= lag(subject_version) over (partition by subject order by position) as back
                from events) as versions where back",
        )
        .fetch_one(&database.pool(service))
        .await
        .expect("the events");
        assert_eq!(out_of_order, 0, "events of {service} about one subject are in order");
    }
    for (what, broken) in [
        (
            "steps without a parent are the first of their case",
            "select count(*) from (
                select case_id, count(*) filter (where parent_id is null) as first
                from workflow.workstep group by case_id) as cases where first <> 1",
        ),
        (
            "what one step created exists once",
            "select count(*) from (
                select parent_id, kind, purpose from workflow.workstep where parent_id is not null
                group by 1, 2, 3 having count(*) > 1) as twice",
        ),
        (
            "a case is open with an open step, or closed with none",
            "select count(*) from workflow.permanence_case c where (c.outcome is null) <> exists (
                select from workflow.workstep w where w.case_id = c.id and w.state in ('incoming', 'started'))",
        ),
        (
            "a family finding that is finished led to another or to a match",
            "select count(*) from workflow.workstep w
                where kind = 'family_finding' and purpose = 'FAMILY_FINDING' and state = 'finished' and not exists (
                    select from workflow.workstep c where c.parent_id = w.id
                        and c.kind in ('family_finding', 'information_sharing'))",
        ),
        (
            "at most one step of family finding is open in a case",
            "select count(*) from (
                select case_id from workflow.workstep
                where kind = 'family_finding' and purpose = 'FAMILY_FINDING' and state in ('incoming', 'started')
                group by 1 having count(*) > 1) as twice",
        ),
    ] {
        let found: i64 =
            sqlx::query_scalar(broken).fetch_one(&database.pool("workflow")).await.expect("the record");
        assert_eq!(found, 0, "{what}");
    }
}
