-- A cover as decided, only on the state that it was decided on.
-- $1 cover_id, $2 version, $3 covered_id, $4 covering_id, $5 first_day, $6 last_day, $7 ended_at, $8 changed_by,
-- $9 changed_at, $10 events, $11 audit, $12 receipt
with created as (
  insert into directory.cover
    (cover_id, version, covered_id, covering_id, first_day, last_day, ended_at, changed_by, changed_at)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9 where $2::bigint = 1
  on conflict (cover_id) do nothing
  returning cover_id
), changed as (
  update directory.cover set version = $2, first_day = $5, last_day = $6, ended_at = $7, changed_by = $8, changed_at = $9
   where cover_id = $1 and version = $2 - 1
  returning cover_id
), guard as (
  select cover_id from created union all select cover_id from changed
)
select case when exists (select from guard) then record($10, $11, $12) else stale('cover') end
