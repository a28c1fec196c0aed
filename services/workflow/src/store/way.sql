-- What a picture shows: which version of a process, and where a case has been.
-- $1 caller's subject; $2 the process, $3 its version (0 for the newest), $4 the case whose way is drawn, or null
with drawn as (
    select * from workflow.permanence_case where id = $4
), steps as (
    select w.id, w.kind, w.state, w.arrived_at, jsonb_path_query_array(w.queue, case
        when w.state = 'finished' then '$[*].kind' else '$[*] ? (@.sent_step != null).kind'
    end::jsonpath) as followed_by
    from drawn join workflow.workstep w on w.case_id = drawn.id
)
select
    access($1, (select child_id from drawn)) as access,
    (select child_id from drawn) as child_id,
    (select process_id from drawn) as process_id,
    (select process_version from drawn) as process_version,
    (select max(version) from workflow.process_version where process_id = $2 and $3 in (0, version)) as version,
    (select coalesce(jsonb_agg(to_jsonb(steps) order by arrived_at, id), '[]') from steps) as steps
