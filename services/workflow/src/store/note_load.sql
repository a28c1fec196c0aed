-- Everything that writing a note looks at.
-- $1 caller's subject, $2 rpc, $3 request_id, $4 the child; $5 the case, $6 the step, $7 the source's key (null: none)
with standing as (
    select * from workflow.case_note_record where child_id = $4 and source_key = $7
)
select
    access($1, $4) as access, earlier.body_hash, earlier.answer,
    (select to_jsonb(p) from people_child p where p.child_id = $4) as child,
    (select id from workflow.permanence_case where id = $5 and child_id = $4) as case_id,
    (select jsonb_build_object('id', w.id, 'case_id', w.case_id, 'kind', w.kind, 'state', w.state,
            'process_id', k.process_id, 'process_version', k.process_version)
        from workflow.workstep w join workflow.permanence_case k on k.id = w.case_id
        where w.id = $6 and w.child_id = $4) as step,
    (select to_jsonb(standing) from standing) as same_key,
    (select coalesce(jsonb_object_agg(worker_id, jsonb_build_object(
        'name', display_name, 'active', active, 'roles', roles
    )), '{}') from people_worker where worker_id = any (array(
        select (written ->> x)::uuid from standing, unnest(array['by', 'on_behalf_of']) as x
    ))) as people
from (values (1)) as once (call)
left join recall($1, $2, $3) as earlier on true
