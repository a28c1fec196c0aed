-- A team as decided, only on the state that it was decided on.
-- $1 team_id, $2 version, $3 name, $4 name_key, $5 changed_by, $6 changed_at, $7 events, $8 audit, $9 receipt
with created as (
  insert into directory.team (team_id, version, name, name_key, changed_by, changed_at)
  select $1, $2, $3, $4, $5, $6 where $2::bigint = 1
  on conflict (team_id) do nothing
  returning team_id
), changed as (
  update directory.team set version = $2, name = $3, name_key = $4, changed_by = $5, changed_at = $6
   where team_id = $1 and version = $2 - 1
  returning team_id
), guard as (
  select team_id from created union all select team_id from changed
)
select case when exists (select from guard) then record($7, $8, $9) else stale('team') end
