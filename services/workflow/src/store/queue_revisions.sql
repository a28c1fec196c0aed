-- Everything that ever stood in a step's queue of next actions, and what was refused because somebody else had changed it
-- first; newest first.
-- $1 caller's subject, $2 the step, $3 and $4 instant and id of the last row, $5 rows. A row's id says which of those of one
-- instant it is: the version, or the hash of the command that was refused.
with step as (
    select w.id, w.child_id, w.kind, c.process_id, c.process_version
    from workflow.workstep w join workflow.permanence_case c on c.id = w.case_id
    where w.id = $2
), queues as (
    select r.edited_at as at, lpad(to_hex(r.version), 32, '0')::uuid as id, r.version, null::bigint as standing_version,
        r.actions, workflow.act(r.edited_by, r.edited_on_behalf_of, r.edited_at) as edit
    from step join workflow.queue_revision r on r.workstep_id = step.id
    union all
    select r.refused_at, encode(substring(r.body_hash from 1 for 16), 'hex')::uuid, r.read_version,
        r.standing_version, r.actions, workflow.act(r.refused_to, r.refused_on_behalf_of, r.refused_at)
    from step join workflow.queue_refused r on r.workstep_id = step.id
), page as (
    select * from queues where (at, id) < ($3, $4) order by at desc, id desc limit $5
), holders as (
    select action -> 'assignee' as holder from page, jsonb_array_elements(page.actions) as action
)
select
    access($1, step.child_id) as access, step.child_id, step.kind, step.process_id, step.process_version,
    (select coalesce(jsonb_agg(to_jsonb(p) order by p.at desc, p.id desc), '[]') from page p) as revisions,
    (select coalesce(jsonb_agg(jsonb_build_object('id', inbox_id, 'name', name)), '[]') from people_inbox
        where inbox_id = any (array(select (holder ->> 'inbox')::uuid from holders))) as inboxes,
    (select coalesce(jsonb_object_agg(worker_id, jsonb_build_object(
        'name', display_name, 'active', active, 'roles', roles
    )), '{}') from people_worker where worker_id = any (array(
        select unnest(array[(edit ->> 'by')::uuid, (edit ->> 'on_behalf_of')::uuid]) from page
        union all
        select (holder ->> 'worker')::uuid from holders
    ))) as people
from (values (1)) as once (call)
left join step on true
