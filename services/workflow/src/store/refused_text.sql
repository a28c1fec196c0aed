-- Keeps each text that was typed for a save that was refused, whole: what its writer had read, with what they changed. The same
-- command again keeps nothing more.
-- $1 the step, $2 who, $3 for whom, $4 when, $5 the command's hash, $6 what was typed into sections, $7 and into the queue,
-- $8 the audit entry
with kept as (
    insert into workflow.section_refused (
        workstep_id, form, number, body_hash, read_version, standing_version, answers, complete,
        refused_to, refused_on_behalf_of, refused_at
    )
    select $1, x.form, x.number, $5, x.read_version, x.standing_version,
        (coalesce(r.answers, '{}') || x.answers) - x.cleared, coalesce(x.complete, r.complete, false), $2, $3, $4
    from jsonb_to_recordset($6) as x (
        form text, number integer, read_version bigint, standing_version bigint, answers jsonb, cleared text[],
        complete boolean
    )
    left join workflow.section_revision r
        on r.workstep_id = $1 and r.form = x.form and r.number = x.number and r.version = x.read_version
    on conflict on constraint section_refused_pk do nothing
    returning 1
), queued as (
    insert into workflow.queue_refused (
        workstep_id, body_hash, read_version, standing_version, actions, refused_to, refused_on_behalf_of, refused_at
    )
    select $1, $5, x.read_version, x.standing_version, x.actions, $2, $3, $4
    from jsonb_to_record($7) as x (read_version bigint, standing_version bigint, actions jsonb)
    where x.actions is not null
    on conflict on constraint queue_refused_pk do nothing
    returning 1
)
select case when exists (select from kept) or exists (select from queued) then record(null, $8, null) end
