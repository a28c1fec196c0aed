-- The folder Incoming work: the open steps in the lists that the caller sees, with their count.
-- $1 caller's subject; $2 inbox, $3 child, $4 kind keep a part (null: all); $5 to $7 key, arrived and id of the last row
-- (null at the beginning); $8 rows; $9 today in London; $10 and $11 first and last day of arrival, $12 team keep a part;
-- $13 the order, a number of permanence.type.v1.FolderOrder
with asked as materialized (
    select access($1, null) as access
), list as materialized (
    select * from folders($1, $9) list where $2::uuid is null or list.inbox_id = $2
), of_team as materialized (
    select array(
        select a.child_id from people_worker t join people_allocation a on a.worker_id = t.worker_id and a.role = 1
        where t.team_id = $12
    ) as children
), kept as materialized (
    select w.id, w.arrived_at, w.child_id, w.kind, list.name as assignee_name, list.ground, list.whose_id, list.whose_name
    from list cross join lateral (
        select id, arrived_at, child_id, kind from workflow.workstep
        where worker_id = list.worker_id and ended_at is null
        union all
        select id, arrived_at, child_id, kind from workflow.workstep
        where inbox_id = list.inbox_id and ended_at is null
    ) w
    where ($3::text is null or w.child_id = $3) and ($4::text is null or w.kind = $4)
        and ($10::date is null or (w.arrived_at at time zone 'Europe/London')::date >= $10)
        and ($11::date is null or (w.arrived_at at time zone 'Europe/London')::date <= $11)
        and ($12::uuid is null or w.child_id = any ((select children from of_team)::text[]))
), at as (
    select extract(epoch from $6::timestamptz) * case when $13 = 2 then 1 else -1 end as moment
), sorted as (
    select kept.*, extract(epoch from arrived_at) * case when $13 = 2 then 1 else -1 end as moment,
        coalesce(case $13
            when 3 then (
                select lower(c.surname || E'\x1f' || c.first_name) || E'\x1f' || c.child_id
                from people_child c where c.child_id = kept.child_id
            )
            when 4 then (
                select lower(v.titles ->> kept.kind)
                from workflow.workstep w
                join workflow.permanence_case k on k.id = w.case_id
                join workflow.process_version v on v.process_id = k.process_id and v.version = k.process_version
                where w.id = kept.id
            )
            when 5 then (
                select lower(t.name) from people_allocation a
                join people_worker s on s.worker_id = a.worker_id
                join people_team t on t.team_id = s.team_id
                where a.child_id = kept.child_id and a.role = 1
            )
        end, '') collate "C" as key
    from kept
), page as (
    select sorted.*, row_number() over (order by key, sorted.moment, case when $13 = 2 then id end, id desc) as place
    from sorted, at
    where $7::uuid is null or (key, sorted.moment) > ($5::text, at.moment)
        or (key, sorted.moment) = ($5, at.moment) and case when $13 = 2 then id > $7 else id < $7 end
    order by place limit $8
)
select
    access,
    (select count(*) from kept) as total,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'id', p.id, 'case_id', w.case_id, 'child_id', p.child_id, 'first_name', c.first_name, 'surname', c.surname,
        'kind', p.kind, 'process_id', k.process_id, 'process_version', k.process_version, 'state', w.state,
        'version', w.version, 'assignee', workflow.holder(w.worker_id, w.inbox_id), 'assignee_name', p.assignee_name,
        'arrived', p.arrived_at, 'purpose', w.purpose, 'key', p.key,
        'ground', p.ground, 'whose_id', p.whose_id, 'whose_name', p.whose_name
    ) order by p.place), '[]')
    from page p
    -- One at a time: a join would be free to read the archive for a page.
    cross join lateral (select * from workflow.workstep w where w.id = p.id limit 1) w
    cross join lateral (select * from workflow.permanence_case k where k.id = w.case_id limit 1) k
    left join lateral (select * from people_child c where c.child_id = p.child_id limit 1) c on true) as worksteps
from asked
