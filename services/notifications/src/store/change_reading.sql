-- Marks notifications ($3) of a worker ($1) as read at an instant ($4), with the event, audit entry and receipt, unless the
-- worker marked something else since version $2.
with guard as (
  insert into notifications.reader as reader (worker_id, version) values ($1, 1)
  on conflict on constraint reader_pkey do update set version = reader.version + 1 where reader.version = $2
  returning 1
), locked as (
  select notification_id
    from notifications.notification
   where notification_id = any ($3) and worker_id = $1 and read_at is null and exists (select from guard)
   order by notification_id
     for update
), marked as (
  update notifications.notification told
     set read_at = $4, version = told.version + 1
    from locked
   where told.notification_id = locked.notification_id
)
select case when exists (select from guard) then record($5, $6, $7) else stale('reader') end
