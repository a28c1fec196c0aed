-- The open steps in one worker's own hands, newest first, with their count.
-- $1 caller's subject, $2 the worker, $3 and $4 arrived and id of the last row, $5 rows, $6 today in London
with recursive above as (
    select line_manager_id as manager from people_worker where worker_id = $2
    union
    select worker.line_manager_id from above join people_worker worker on worker.worker_id = above.manager
), page as (
    select * from workflow.workstep
    where worker_id = $2 and ended_at is null and (arrived_at, id) < ($3, $4)
    order by arrived_at desc, id desc limit $5
)
select
    access($1, null, $6) as access,
    array(select manager from above where manager is not null) as managers,
    (select count(*) from workflow.workstep where worker_id = $2 and ended_at is null) as total,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'id', p.id, 'case_id', p.case_id, 'child_id', p.child_id, 'first_name', c.first_name, 'surname', c.surname,
        'kind', p.kind, 'process_id', k.process_id, 'process_version', k.process_version, 'state', p.state,
        'version', p.version, 'assignee', workflow.holder(p.worker_id, p.inbox_id),
        'assignee_name', coalesce(w.display_name, ''), 'arrived', p.arrived_at, 'purpose', p.purpose,
        'ground', 0, 'whose_id', $2, 'whose_name', ''
    ) order by p.arrived_at desc, p.id desc), '[]')
    from page p
    join workflow.permanence_case k on k.id = p.case_id
    left join people_child c on c.child_id = p.child_id
    left join people_worker w on w.worker_id = p.worker_id) as worksteps
