-- Everything that a decision about a child may look at before there is a step: opening a case, ratifying a placement.
-- $1 caller's subject, $2 rpc, $3 request_id, $4 the child, $5 the process that shall begin (or null), $6 today in London
select
    access($1, $4, $6) as access, earlier.body_hash, earlier.answer,
    (select to_jsonb(p) from people_child p where p.child_id = $4) as child,
    (select id from workflow.permanence_case where child_id = $4 and closed_at is null) as open_case,
    (select max(version) from workflow.process_version where process_id = $5) as process_version,
    (select to_jsonb(r) from workflow.ratification_record r where r.child_id = $4 and r.ended_at is null) as ratification,
    (select coalesce(jsonb_object_agg(worker_id, jsonb_build_object(
        'name', display_name, 'active', active, 'roles', roles
    )), '{}') from people_worker where worker_id = any (array(
        select unnest(array[recorded_by, recorded_on_behalf_of]) from workflow.ratification
        where child_id = $4 and ended_at is null
    ))) as people
from (values (1)) as once (call)
left join recall($1, $2, $3) as earlier on true
