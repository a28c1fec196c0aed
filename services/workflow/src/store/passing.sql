-- Steps that change hands, all of them or none. They are locked in the order of their ids, so that two of these never wait
-- for each other.
-- $1 the steps: id, version they were read in, new holder, who changes them; $2 the timeline; $3 events, $4 audit, $5 receipt
with wanted as materialized (
    select * from jsonb_to_recordset($1) as x (
        id uuid, version bigint, worker_id uuid, inbox_id uuid, changed_by uuid, changed_on_behalf_of uuid,
        changed_at timestamptz
    )
), locked as materialized (
    select w.id from workflow.workstep w where w.id in (select id from wanted) order by w.id for update
), passed as (
    update workflow.workstep w
    set version = w.version + 1, worker_id = x.worker_id, inbox_id = x.inbox_id,
        from_inbox_id = case when x.inbox_id is null then coalesce(w.inbox_id, w.from_inbox_id) end,
        changed_by = x.changed_by, changed_on_behalf_of = x.changed_on_behalf_of, changed_at = x.changed_at
    from wanted x
    where w.id = x.id and w.version = x.version and w.ended_at is null and (select count(*) from locked) >= 0
    returning 1
), guard as materialized (
    select 1 where (select count(*) from passed) = (select count(*) from wanted)
), told as (
    insert into workflow.timeline_entry (
        id, case_id, kind, acted_by, on_behalf_of, acted_at, workstep_id, request_id, title, worker_id, inbox_id,
        comment
    )
    select id, case_id, kind, acted_by, on_behalf_of, acted_at, workstep_id, request_id, title, worker_id, inbox_id,
        comment
    from guard, jsonb_to_recordset($2) as x (
        id uuid, case_id uuid, kind integer, acted_by uuid, on_behalf_of uuid, acted_at timestamptz, workstep_id uuid,
        request_id uuid, title text, worker_id uuid, inbox_id uuid, comment text
    )
)
select case when exists (select from guard) then record($3, $4, $5) else stale('workstep') end
