-- A worker's departure as decided, only on the state that it was decided on: their own, their inboxes' and their covers'.
-- $1 worker_id, $2 version, $3 changed_by, $4 changed_at, $5 and $6 inboxes and their versions, $7 and $8 covers and their
-- versions, $9 events, $10 audit, $11 receipt
with gone as (
  update directory.worker set active = false, version = $2, changed_by = $3, changed_at = $4
   where worker_id = $1 and version = $2 - 1
  returning worker_id
), roles as (
  update directory.worker_role set ended_at = $4
    from gone
   where worker_role.worker_id = gone.worker_id and ended_at is null
), emptied as (
  update directory.inbox set version = left_as.version, changed_by = $3, changed_at = $4
    from gone, unnest($5::uuid[], $6::bigint[]) as left_as (inbox_id, version)
   where inbox.inbox_id = left_as.inbox_id and inbox.version = left_as.version - 1
  returning inbox.inbox_id
), memberships as (
  update directory.inbox_member set ended_at = $4
    from emptied
   where inbox_member.inbox_id = emptied.inbox_id and inbox_member.worker_id = $1 and inbox_member.ended_at is null
), uncovered as (
  update directory.cover set ended_at = $4, version = left_as.version, changed_by = $3, changed_at = $4
    from gone, unnest($7::uuid[], $8::bigint[]) as left_as (cover_id, version)
   where cover.cover_id = left_as.cover_id and cover.version = left_as.version - 1
  returning cover.cover_id
)
select case
         when exists (select from gone) and (select count(*) from emptied) = cardinality($5)
              and (select count(*) from uncovered) = cardinality($7) then record($9, $10, $11)
         else stale('worker')
       end
