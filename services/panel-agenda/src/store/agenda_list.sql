-- Agendas, the latest panel first, and of one panel what was drawn last. Always at least one row: one without an agenda where
-- there is none. $1 the token's subject; $2 a panel, or null; $3 a cohort, or null; $4 to $6 the place after which to go on, or
-- null; $7 how many.
with page as materialized (
  select agenda_id
    from panels.agenda
   where ($2::date is null or panel_date = $2)
     and ($3::text is null or cohort = $3)
     and ($4::date is null or (panel_date, drawn_at, agenda_id) < ($4, $5::timestamptz, $6::uuid))
   order by panel_date desc, drawn_at desc, agenda_id desc
   limit $7
), caller as materialized (
  select access($1, null) as access
)
select caller.access, shown.*
  from caller
  left join page on true
  left join panels.agenda_shown shown using (agenda_id)
 order by shown.panel_date desc, shown.drawn_at desc, shown.agenda_id desc
