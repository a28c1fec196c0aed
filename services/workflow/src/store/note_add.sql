-- Writes a note, its entry in the case's timeline, and what the command leaves behind. Whoever was faster with a note of
-- the same source and key makes it stale.
-- $1 the note in an array of one, empty where it stands already; $2 the entry's id and kind; $3 events, $4 audit,
-- $5 receipt
with given as (
    select * from jsonb_to_recordset($1) as x (
        id uuid, child_id text, case_id uuid, workstep_id uuid, kind text, title text, text text,
        written_by uuid, written_on_behalf_of uuid, written_at timestamptz, source_key text
    )
), noted as (
    insert into workflow.case_note (
        id, child_id, case_id, workstep_id, kind, title, text, written_by, written_on_behalf_of, written_at, source_key
    )
    select id, child_id, case_id, workstep_id, kind, title, text, written_by, written_on_behalf_of, written_at, source_key
    from given
    on conflict on constraint case_note_source_key do nothing
    returning *
), told as (
    insert into workflow.timeline_entry (id, case_id, kind, acted_by, on_behalf_of, acted_at, workstep_id, title)
    select ($2 ->> 'id')::uuid, case_id, ($2 ->> 'kind')::integer, written_by, written_on_behalf_of, written_at,
        workstep_id, title
    from noted where case_id is not null
)
select case when (select count(*) from noted) = (select count(*) from given) then record($3, $4, $5)
    else stale('case_note') end
