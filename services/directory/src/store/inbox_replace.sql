-- An inbox with its members as decided, only on the state that it was decided on.
-- $1 inbox_id, $2 version, $3 name, $4 name_key, $5 changed_by, $6 changed_at, $7 members, $8 events, $9 audit, $10 receipt
with created as (
  insert into directory.inbox (inbox_id, version, name, name_key, changed_by, changed_at)
  select $1, $2, $3, $4, $5, $6 where $2::bigint = 1
  on conflict (inbox_id) do nothing
  returning inbox_id
), changed as (
  update directory.inbox set version = $2, name = $3, name_key = $4, changed_by = $5, changed_at = $6
   where inbox_id = $1 and version = $2 - 1
  returning inbox_id
), guard as (
  select inbox_id from created union all select inbox_id from changed
), ended as (
  update directory.inbox_member set ended_at = $6
    from guard
   where inbox_member.inbox_id = guard.inbox_id and ended_at is null and worker_id <> all ($7)
), begun as (
  insert into directory.inbox_member (inbox_id, worker_id, began_at)
  select guard.inbox_id, wanted.worker_id, $6
    from guard, unnest($7::uuid[]) as wanted (worker_id)
   where not exists (select from directory.inbox_member member
                      where member.inbox_id = guard.inbox_id and member.worker_id = wanted.worker_id
                        and member.ended_at is null)
)
select case when exists (select from guard) then record($8, $9, $10) else stale('inbox') end
