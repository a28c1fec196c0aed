-- A worker's record as decided, only on the state that it was decided on.
-- $1 worker_id, $2 version, $3 display_name, $4 name_key, $5 subject, $6 team_id, $7 line_manager_id, $8 active,
-- $9 changed_by, $10 changed_at, $11 roles, $12 management_version, $13 email, $14 phone, $15 events, $16 audit, $17 receipt
with created as (
  insert into directory.worker
    (worker_id, version, display_name, name_key, subject, team_id, line_manager_id, active, changed_by, changed_at, email,
     phone)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $13, $14 where $2::bigint = 1
  on conflict (worker_id) do nothing
  returning worker_id
), changed as (
  update directory.worker
     set version = $2, display_name = $3, name_key = $4, subject = $5, team_id = $6, line_manager_id = $7,
         active = $8, changed_by = $9, changed_at = $10, email = $13, phone = $14
   where worker_id = $1 and version = $2 - 1
  returning worker_id
), guard as (
  select worker_id from created union all select worker_id from changed
), managed as (
  update directory.line_management set version = version + 1
   where version = $12 and exists (select from guard)
  returning version
), ended as (
  update directory.worker_role set ended_at = $10
    from guard
   where worker_role.worker_id = guard.worker_id and ended_at is null and role <> all ($11)
), begun as (
  insert into directory.worker_role (worker_id, role, began_at)
  select guard.worker_id, wanted.role, $10
    from guard, unnest($11::integer[]) as wanted (role)
   where not exists (select from directory.worker_role held
                      where held.worker_id = guard.worker_id and held.role = wanted.role and held.ended_at is null)
)
select case
         when not exists (select from guard) then stale('worker')
         when $12::bigint is not null and not exists (select from managed) then stale('line_management')
         else record($15, $16, $17)
       end
