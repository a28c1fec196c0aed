-- Actions, those due first first. Always at least one row: one without an action where there is none.
-- $1 the token's subject; $2 child, $3 panel, $4 cohort, $5 owner, or null; $6 only open ones; $7 only those due before that day
-- that are open, or null; $8, $9 the place after which to go on, or null; $10 how many.
with page as materialized (
  select panel_action_id
    from panels.panel_action
   where ($2::text is null or child_id = $2)
     and ($3::date is null or panel_date = $3)
     and ($4::text is null or cohort = $4)
     and ($5::uuid is null or owner_id = $5)
     and (not $6 or state = 1)
     and ($7::date is null or (state = 1 and due_on < $7))
     and ($8::date is null or (due_on, panel_action_id) > ($8, $9::uuid))
   order by due_on, panel_action_id
   limit $10
), caller as materialized (
  select access($1, null) as access
)
select caller.access, shown.*
  from caller
  left join page on true
  left join panels.panel_action_shown shown using (panel_action_id)
 order by shown.due_on, shown.panel_action_id
