-- A new agenda with its event, audit entry and receipt. A second one from equal inputs runs into agenda_once.
with guard as (
  insert into panels.agenda (agenda_id, extract_import_id, panel_date, cohort, cohort_title, as_of, draw_on, inputs,
                             inputs_sha256, filters, sha256, stale, late, listed_count, not_listed_count, drawn_by, drawn_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
  returning 1
)
select case when exists (select from guard) then record($18, $19, $20) end
