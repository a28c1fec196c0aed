-- What changed in the folder Incoming work since its reader was told last: of its newest rows those that the reader has not,
-- or has otherwise, and those that are there no longer; and its count.
-- $1 caller's subject, $2 today in London; $3 and $4 the rows that the reader has and their marks; $5 how many of the
-- newest are told of, $6 how many of them at once
with asked as materialized (
    select access($1, null) as access
), list as materialized (
    select * from folders($1, $2)
), newest as materialized (
    select w.id, w.arrived_at, w.case_id, w.child_id, w.kind, w.state, w.version, w.worker_id, w.inbox_id, w.purpose,
        list.name as assignee_name, list.ground, list.whose_id, list.whose_name
    from list cross join lateral (
        (
            select * from workflow.workstep w where w.worker_id = list.worker_id and w.ended_at is null
            order by w.arrived_at desc, w.id desc limit $5
        ) union all (
            select * from workflow.workstep w where w.inbox_id = list.inbox_id and w.ended_at is null
            order by w.arrived_at desc, w.id desc limit $5
        )
    ) w
    order by w.arrived_at desc, w.id desc limit $5
), looking as materialized (
    select n.id, n.arrived_at, hashtext(n.shown::text) as mark, n.shown
    from (
        select n.id, n.arrived_at, jsonb_build_object(
            'id', n.id, 'case_id', n.case_id, 'child_id', n.child_id, 'first_name', c.first_name, 'surname', c.surname,
            'kind', n.kind, 'process_id', k.process_id, 'process_version', k.process_version, 'state', n.state,
            'version', n.version, 'assignee', workflow.holder(n.worker_id, n.inbox_id), 'assignee_name', n.assignee_name,
            'arrived', n.arrived_at, 'purpose', n.purpose,
            'ground', n.ground, 'whose_id', n.whose_id, 'whose_name', n.whose_name
        ) as shown
        from newest n
        -- One at a time: a join would be free to read the archive.
        cross join lateral (select * from workflow.permanence_case k where k.id = n.case_id limit 1) k
        left join lateral (select * from people_child c where c.child_id = n.child_id limit 1) c on true
    ) n
), told as (
    select l.* from looking l left join unnest($3::uuid[], $4::integer[]) as held (id, mark) on held.id = l.id
    where held.mark is distinct from l.mark
    order by l.arrived_at desc, l.id desc limit $6
)
select
    access,
    (
        select coalesce(sum((
            select count(*) from workflow.workstep w where w.worker_id = list.worker_id and w.ended_at is null
        ) + (
            select count(*) from workflow.workstep w where w.inbox_id = list.inbox_id and w.ended_at is null
        )), 0)::bigint from list
    ) as total,
    (select coalesce(jsonb_agg(jsonb_build_array(shown, mark) order by arrived_at desc, id desc), '[]')
        from told) as worksteps,
    array(select held.id from unnest($3) as held (id) where held.id <> all (array(select id from looking))) as gone,
    array(select coalesce(worker_id, inbox_id) from list) as lists
from asked
