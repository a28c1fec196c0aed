-- Everything that one decision about a step may look at, and who is asking: one statement, one row, whether the step
-- exists or not.
-- $1 caller's subject, $2 rpc, $3 request_id (null for a read), $4 the step, $5 workers whom the command names, $6 today
-- in London
with earlier as (
    select body_hash, answer from recall($1, $2, $3)
), step as (
    select * from workflow.workstep where id = $4
), texts as (
    select s.* from step join workflow.section_record s on s.workstep_id = step.id
), asked as (
    select r.* from step join workflow.request_record r on r.workstep_id = step.id
), allocated as (
    select a.role, a.worker_id from step join people_allocation a on a.child_id = step.child_id
), mentioned as (
    select unnest($5::uuid[]) as worker_id
    union select unnest(array[worker_id, started_by, started_on_behalf_of, ended_by, ended_on_behalf_of, queued_by,
        queued_on_behalf_of]) from step
    union select jsonb_array_elements_text(jsonb_path_query_array(queue, '$[*].assignee.worker'))::uuid from step
    union select unnest(array[last_edit ->> 'by', last_edit ->> 'on_behalf_of'])::uuid from texts
    union select unnest(array[sent ->> 'by', sent ->> 'on_behalf_of'])::uuid from asked
    union select (assignee ->> 'worker')::uuid from asked
    union select jsonb_array_elements_text(jsonb_path_query_array(answer, '$.**.by'))::uuid from asked
    union select jsonb_array_elements_text(jsonb_path_query_array(answer, '$.**.on_behalf_of'))::uuid from asked
    union select worker_id from allocated
)
select
    access($1, (select child_id from step), $6) as access,
    (select body_hash from earlier) as body_hash, (select answer from earlier) as answer,
    (select to_jsonb(r) from workflow.step_record r where r.id = $4) as step,
    (select coalesce(jsonb_agg(to_jsonb(texts) order by number), '[]') from texts) as sections,
    (select coalesce(jsonb_agg(to_jsonb(asked) order by (sent ->> 'at')::timestamptz, id), '[]') from asked) as requests,
    (select to_jsonb(c) from step join workflow.case_record c on c.id = step.case_id) as permanence_case,
    (select coalesce(jsonb_agg(to_jsonb(s) order by s.arrived, s.id), '[]')
        from step join workflow.step_summary s on s.case_id = step.case_id) as steps,
    (select to_jsonb(p) from step join people_child p on p.child_id = step.child_id) as child,
    (select coalesce(jsonb_agg(to_jsonb(allocated)), '[]') from allocated) as allocations,
    (select coalesce(jsonb_agg(jsonb_build_object('id', inbox_id, 'name', name)), '[]') from people_inbox) as inboxes,
    (select coalesce(jsonb_object_agg(worker_id, jsonb_build_object(
        'name', display_name, 'active', active, 'roles', roles
    )), '{}') from people_worker where worker_id = any (array(select m.worker_id from mentioned m))) as people,
    (select to_jsonb(f) from step join workflow.ratification_record f on f.child_id = step.child_id
        where f.ended_at is null) as ratification
