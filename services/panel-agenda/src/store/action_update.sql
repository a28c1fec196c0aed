-- An update of an action to version $2, with its event, audit entry and receipt, unless somebody updated it meanwhile.
with ended as (
  update panels.remembered set number = number + 1 where kind = 'OPEN_ACTIONS' and $3::smallint > 1 returning number
), guard as (
  update panels.panel_action
     set state = $3, progress = $4, updated_by = $5, updated_at = $6, version = $2,
         ended_state = (select number from ended)
   where panel_action_id = $1 and version = $2 - 1
  returning 1
), said as (
  insert into panels.panel_action_update (panel_action_id, version, state, progress, updated_by, updated_at)
  select $1, $2, $3, $4, $5, $6 from guard
)
select case when exists (select from guard) then record($7, $8, $9) else stale('action') end
