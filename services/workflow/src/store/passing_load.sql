-- What passing steps on is decided on, and who is asking: one row, whatever of the steps there is.
-- $1 caller's subject, $2 rpc, $3 request_id, $4 the steps, $5 the worker who shall have them (or null), $6 today in London
with recursive found as (
    select r.* from workflow.step_record r join people_child c on c.child_id = r.child_id where r.id = any ((select $4)::uuid[])
), above as (
    select found.id, worker.line_manager_id as manager
    from found join people_worker worker on worker.worker_id = (found.assignee ->> 'worker')::uuid
    union
    select above.id, worker.line_manager_id from above join people_worker worker on worker.worker_id = above.manager
)
select
    access($1, null, $6) as access, earlier.body_hash, earlier.answer,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'step', to_jsonb(found), 'process_id', c.process_id, 'process_version', c.process_version,
        'managers', array(select manager from above where above.id = found.id and manager is not null),
        'changed', (
            select workflow.act(w.changed_by, w.changed_on_behalf_of, w.changed_at) from workflow.workstep w where w.id = found.id
        )
    )), '[]') from found join workflow.permanence_case c on c.id = found.case_id) as steps,
    (select coalesce(jsonb_agg(jsonb_build_object('id', inbox_id, 'name', name)), '[]') from people_inbox) as inboxes,
    (select coalesce(jsonb_object_agg(worker_id, jsonb_build_object(
        'name', display_name, 'active', active, 'roles', roles
    )), '{}') from people_worker where worker_id = $5
        or worker_id = any (array(select (assignee ->> 'worker')::uuid from found))) as people
from (values (1)) as once (call)
left join recall($1, $2, $3) as earlier on true
