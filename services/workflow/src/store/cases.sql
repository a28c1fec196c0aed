-- Cases with all their steps: one by its id, or a child's, newest first.
-- $1 caller's subject; $2 the case, or null; $3 the child, or null; $4 and $5 opened and id of the last row; $6 rows
with page as (
    select * from workflow.permanence_case where id = $2
    union all (
        select * from workflow.permanence_case where child_id = $3 and (opened_at, id) < ($4, $5)
        order by opened_at desc, id desc limit $6
    )
), steps as (
    select s.* from page join workflow.step_summary s on s.case_id = page.id
), whose as (
    select coalesce($3, (select min(child_id) from page)) as child_id
)
select
    access($1, whose.child_id) as access,
    (select to_jsonb(c) from people_child c where c.child_id = whose.child_id) as child,
    (select coalesce(jsonb_agg(to_jsonb(c) order by p.opened_at desc, p.id desc), '[]')
        from page p join workflow.case_record c on c.id = p.id) as cases,
    (select coalesce(jsonb_agg(to_jsonb(steps) order by arrived, id), '[]') from steps) as steps,
    (select coalesce(jsonb_agg(jsonb_build_object('id', inbox_id, 'name', name)), '[]') from people_inbox
        where inbox_id = any (array(select (assignee ->> 'inbox')::uuid from steps))) as inboxes,
    (select coalesce(jsonb_object_agg(worker_id, jsonb_build_object(
        'name', display_name, 'active', active, 'roles', roles
    )), '{}') from people_worker where worker_id = any (array(
        select unnest(array[opened_by, opened_on_behalf_of]) from page
        union select (assignee ->> 'worker')::uuid from steps
    ))) as people
from whose
