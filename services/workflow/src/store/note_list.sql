-- The notes in a child's record, newest first.
-- $1 caller's subject, $2 the child; $3 case, $4 step, $5 kind keep a part (null: all); $6 and $7 written and id of the
-- last row; $8 rows
with page as (
    select id, written_at, written_by, written_on_behalf_of from workflow.case_note
    where child_id = $2 and (written_at, id) < ($6, $7)
        and ($3::uuid is null or case_id = $3) and ($4::uuid is null or workstep_id = $4)
        and ($5::text is null or kind = $5)
    order by written_at desc, id desc limit $8
)
select
    access($1, $2) as access,
    (select to_jsonb(c) from people_child c where c.child_id = $2) as child,
    (select coalesce(jsonb_agg(to_jsonb(n) order by p.written_at desc, p.id desc), '[]')
        from page p join workflow.case_note_record n on n.id = p.id) as notes,
    (select coalesce(jsonb_object_agg(worker_id, jsonb_build_object(
        'name', display_name, 'active', active, 'roles', roles
    )), '{}') from people_worker where worker_id = any (array(
        select unnest(array[written_by, written_on_behalf_of]) from page
    ))) as people
