-- A child's record as decided, only on the state that it was decided on.
-- $1 child_id, $2 version, $3 first_name, $4 surname, $5 first_name_key, $6 surname_key, $7 date_of_birth, $8 gender,
-- $9 changed_by, $10 changed_at, $11 events, $12 audit, $13 receipt
with created as (
  insert into directory.child
    (child_id, version, first_name, surname, first_name_key, surname_key, date_of_birth, gender, changed_by, changed_at)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 where $2::bigint = 1
  on conflict (child_id) do nothing
  returning child_id
), changed as (
  update directory.child
     set version = $2, first_name = $3, surname = $4, first_name_key = $5, surname_key = $6, date_of_birth = $7,
         gender = $8, changed_by = $9, changed_at = $10
   where child_id = $1 and version = $2 - 1
  returning child_id
), guard as (
  select child_id from created union all select child_id from changed
)
select case when exists (select from guard) then record($11, $12, $13) else stale('child') end
