-- All that one command writes, or nothing. The case is locked before the step, always; whoever waited for a lock finds
-- another version than the one it decided on, and stale() takes everything back.
-- $1 to $4 the case to lock: id, version it was read in, when and how it closes
-- $5 to $7 the step to write: id, version it was read in, its row
-- $8 cases to open, $9 steps to create, $10 sections, $11 requests to send, $12 requests that change, $13 the ratification
-- that ends, $14 those that begin, $15 the timeline; $16 events, $17 audit, $18 receipt
with locked as (
    update workflow.permanence_case
    set version = version + 1, closed_at = $3, outcome = $4
    where id = $1 and version = $2 and closed_at is null
    returning 1
), stepped as (
    update workflow.workstep w
    set version = w.version + 1, state = x.state, worker_id = x.worker_id, inbox_id = x.inbox_id,
        from_inbox_id = case when x.inbox_id is null then coalesce(w.inbox_id, w.from_inbox_id) end,
        started_by = x.started_by, started_on_behalf_of = x.started_on_behalf_of, started_at = x.started_at,
        ended_by = x.ended_by, ended_on_behalf_of = x.ended_on_behalf_of, ended_at = x.ended_at, outcome = x.outcome,
        cancel_reason = x.cancel_reason, changed_by = x.changed_by, changed_on_behalf_of = x.changed_on_behalf_of,
        changed_at = x.changed_at,
        queue_version = coalesce(x.queue_version, w.queue_version), queue = coalesce(x.queue, w.queue),
        queued_by = case when x.queue is null then w.queued_by else x.queued_by end,
        queued_on_behalf_of = case when x.queue is null then w.queued_on_behalf_of else x.queued_on_behalf_of end,
        queued_at = case when x.queue is null then w.queued_at else x.queued_at end
    from jsonb_to_record($7) as x (
        state text, worker_id uuid, inbox_id uuid, outcome text, cancel_reason text,
        started_by uuid, started_on_behalf_of uuid, started_at timestamptz,
        ended_by uuid, ended_on_behalf_of uuid, ended_at timestamptz,
        queue_version bigint, queue jsonb, queued_by uuid, queued_on_behalf_of uuid, queued_at timestamptz,
        changed_by uuid, changed_on_behalf_of uuid, changed_at timestamptz
    )
    where w.id = $5 and w.version = $6 and ($1 is null or exists (select from locked))
    returning 1
), guard as materialized (
    select 1 where ($1 is null or exists (select from locked)) and ($5 is null or exists (select from stepped))
), opened as (
    insert into workflow.permanence_case (
        id, child_id, process_id, process_version, version, opened_by, opened_on_behalf_of, opened_at
    )
    select id, child_id, process_id, process_version, version, opened_by, opened_on_behalf_of, opened_at
    from guard, jsonb_to_recordset($8) as x (
        id uuid, child_id text, process_id text, process_version integer, version bigint,
        opened_by uuid, opened_on_behalf_of uuid, opened_at timestamptz
    )
), created as (
    insert into workflow.workstep (
        id, case_id, child_id, kind, version, state, worker_id, inbox_id, purpose, parent_id, by_action,
        sent_immediately, arrived_at, queue_version, queue
    )
    select id, case_id, child_id, kind, version, 'incoming', worker_id, inbox_id, purpose, parent_id, by_action,
        sent_immediately, arrived_at, queue_version, queue
    from guard, jsonb_to_recordset($9) as x (
        id uuid, case_id uuid, child_id text, kind text, version bigint, worker_id uuid, inbox_id uuid, purpose text,
        parent_id uuid, by_action text, sent_immediately boolean, arrived_at timestamptz, queue_version bigint,
        queue jsonb
    )
), written as (
    insert into workflow.section (
        workstep_id, form, number, version, text_version, answers, complete, author_ids,
        edited_by, edited_on_behalf_of, edited_at
    )
    select $5, form, number, version, text_version, answers, complete, author_ids,
        edited_by, edited_on_behalf_of, edited_at
    from guard, jsonb_to_recordset($10) as x (
        form text, number integer, version bigint, text_version bigint, answers jsonb, complete boolean, author_ids uuid[],
        edited_by uuid, edited_on_behalf_of uuid, edited_at timestamptz
    )
    on conflict on constraint section_pk do update
    set version = excluded.version, text_version = excluded.text_version, answers = excluded.answers,
        complete = excluded.complete, author_ids = excluded.author_ids, edited_by = excluded.edited_by,
        edited_on_behalf_of = excluded.edited_on_behalf_of, edited_at = excluded.edited_at
    returning form, number, version, answers, complete, edited_by, edited_on_behalf_of, edited_at
), kept as (
    insert into workflow.section_revision (
        workstep_id, form, number, version, answers, complete, edited_by, edited_on_behalf_of, edited_at
    )
    select $5, form, number, version, answers, complete, edited_by, edited_on_behalf_of, edited_at from written
), sent as (
    insert into workflow.request_sent (
        id, workstep_id, kind, worker_id, inbox_id, sent_by, sent_on_behalf_of, sent_at, replaces_id, answer
    )
    select id, $5, kind, worker_id, inbox_id, sent_by, sent_on_behalf_of, sent_at, replaces_id, answer
    from guard, jsonb_to_recordset($11) as x (
        id uuid, kind text, worker_id uuid, inbox_id uuid, sent_by uuid, sent_on_behalf_of uuid, sent_at timestamptz,
        replaces_id uuid, answer jsonb
    )
), answered as (
    update workflow.request_sent r
    set worker_id = x.worker_id, inbox_id = x.inbox_id, answer = x.answer
    from guard, jsonb_to_recordset($12) as x (id uuid, worker_id uuid, inbox_id uuid, answer jsonb)
    where r.workstep_id = $5 and r.id = x.id
), ended as (
    update workflow.ratification r
    set ended_by = x.ended_by, ended_on_behalf_of = x.ended_on_behalf_of, ended_at = x.ended_at, ended_on = x.ended_on
    from guard, jsonb_to_record($13) as x (ended_by uuid, ended_on_behalf_of uuid, ended_at timestamptz, ended_on date)
    where r.id = ($13 ->> 'id')::uuid and r.ended_at is null
    returning 1
), ratified as (
    insert into workflow.ratification (
        id, child_id, placement, ratified_on, under_sixteen, recorded_by, recorded_on_behalf_of, recorded_at
    )
    select id, child_id, placement, ratified_on, under_sixteen, recorded_by, recorded_on_behalf_of, recorded_at
    from guard, jsonb_to_recordset($14) as x (
        id uuid, child_id text, placement text, ratified_on date, under_sixteen boolean,
        recorded_by uuid, recorded_on_behalf_of uuid, recorded_at timestamptz
    )
    where (select count(*) from ended) >= 0
), told as (
    insert into workflow.timeline_entry (
        id, case_id, kind, acted_by, on_behalf_of, acted_at, workstep_id, request_id, title, worker_id, inbox_id,
        comment, dated_on
    )
    select id, case_id, kind, acted_by, on_behalf_of, acted_at, workstep_id, request_id, title, worker_id, inbox_id,
        comment, dated_on
    from guard, jsonb_to_recordset($15) as x (
        id uuid, case_id uuid, kind integer, acted_by uuid, on_behalf_of uuid, acted_at timestamptz, workstep_id uuid,
        request_id uuid, title text, worker_id uuid, inbox_id uuid, comment text, dated_on date
    )
)
select case
    when not exists (select from guard) then stale('workstep')
    when $13 is not null and not exists (select from ended) then stale('ratification')
    else record($16, $17, $18)
end
