-- Every text that was saved in a section, and every one that was refused because somebody else wrote first; newest first.
-- $1 caller's subject, $2 the step, $3 the optional form or '', $4 the section, $5 and $6 instant and id of the last row,
-- $7 rows. A row's id says which of those of one instant it is: the version, or the hash of the command that was refused.
with step as (
    select w.id, w.child_id, w.kind, w.started_at, c.process_id, c.process_version
    from workflow.workstep w join workflow.permanence_case c on c.id = w.case_id
    where w.id = $2
), texts as (
    select coalesce(r.edited_at, step.started_at) as at, lpad(to_hex(r.version), 32, '0')::uuid as id, r.version,
        null::bigint as standing_version, r.answers, r.complete,
        workflow.act(r.edited_by, r.edited_on_behalf_of, r.edited_at) as edit
    from step join workflow.section_revision r on r.workstep_id = step.id
    where r.form = $3 and r.number = $4
    union all
    select r.refused_at, encode(substring(r.body_hash from 1 for 16), 'hex')::uuid, r.read_version,
        r.standing_version, r.answers, r.complete, workflow.act(r.refused_to, r.refused_on_behalf_of, r.refused_at)
    from step join workflow.section_refused r on r.workstep_id = step.id
    where r.form = $3 and r.number = $4
), page as (
    select * from texts where (at, id) < ($5, $6) order by at desc, id desc limit $7
)
select
    access($1, step.child_id) as access, step.child_id, step.kind, step.process_id, step.process_version,
    (select coalesce(jsonb_agg(to_jsonb(p) order by p.at desc, p.id desc), '[]') from page p) as revisions,
    '[]'::jsonb as inboxes,
    (select coalesce(jsonb_object_agg(worker_id, jsonb_build_object(
        'name', display_name, 'active', active, 'roles', roles
    )), '{}') from people_worker where worker_id = any (array(
        select unnest(array[(edit ->> 'by')::uuid, (edit ->> 'on_behalf_of')::uuid]) from page
    ))) as people
from (values (1)) as once (call)
left join step on true
