-- A child's allocation in one role as decided, only on the state that it was decided on.
-- $1 child_id, $2 version, $3 role, $4 worker_id, $5 changed_by, $6 changed_at, $7 events, $8 audit, $9 receipt
with guard as (
  update directory.child set version = $2, changed_by = $5, changed_at = $6
   where child_id = $1 and version = $2 - 1
  returning child_id
), ended as (
  update directory.allocation set ended_at = $6, ended_by = $5
    from guard
   where allocation.child_id = guard.child_id and role = $3 and ended_at is null and worker_id is distinct from $4
  returning allocation_id
), begun as (
  -- Counting what ended makes it end first: the index allows one worker a role at any moment.
  insert into directory.allocation (child_id, role, worker_id, began_at, began_by)
  select guard.child_id, $3, $4, $6, $5
    from guard
   where $4::uuid is not null and (select count(*) from ended) >= 0
     and not exists (select from directory.allocation standing
                      where standing.child_id = guard.child_id and standing.role = $3 and standing.worker_id = $4
                        and standing.ended_at is null)
)
select case when exists (select from guard) then record($7, $8, $9) else stale('child') end
