-- What happened in a case, oldest first.
-- $1 caller's subject, $2 the case, $3 and $4 instant and id of the last row, $5 rows
with page as (
    select * from workflow.timeline_entry where case_id = $2 and (acted_at, id) > ($3, $4)
    order by acted_at, id limit $5
)
select
    access($1, found.child_id) as access, found.child_id, found.process_id, found.process_version,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'id', p.id, 'kind', p.kind, 'act', workflow.act(p.acted_by, p.on_behalf_of, p.acted_at),
        'step', p.workstep_id, 'step_kind', w.kind, 'request', p.request_id, 'title', p.title,
        'to', workflow.holder(p.worker_id, p.inbox_id), 'comment', p.comment, 'date', p.dated_on
    ) order by p.acted_at, p.id), '[]')
    from page p left join workflow.workstep w on w.id = p.workstep_id) as entries,
    (select coalesce(jsonb_agg(jsonb_build_object('id', inbox_id, 'name', name)), '[]') from people_inbox
        where inbox_id = any (array(select inbox_id from page))) as inboxes,
    (select coalesce(jsonb_object_agg(worker_id, jsonb_build_object(
        'name', display_name, 'active', active, 'roles', roles
    )), '{}') from people_worker where worker_id = any (array(
        select unnest(array[acted_by, on_behalf_of, worker_id]) from page
    ))) as people
from (values (1)) as once (call)
left join workflow.permanence_case found on found.id = $2
