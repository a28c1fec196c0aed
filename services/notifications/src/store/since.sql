-- What the caller was told after a position, oldest first, with the count of what is unread.
-- $1 the token's subject; $2 the position, or null to begin at the end. Always at least one row.
with caller as materialized (
  select access($1, null) as access
), mine as materialized (
  select (access ->> 'worker_id')::uuid as worker_id from caller
), stand as materialized (
  select coalesce($2::bigint, (
           select told.position
             from notifications.notification told
            where told.worker_id = (select worker_id from mine)
            order by told.position desc
            limit 1), 0) as position
), page as (
  select told.notification_id, told.position
    from mine
   cross join stand
   cross join lateral (
     select told.notification_id, told.position
       from notifications.notification told
      where told.worker_id = mine.worker_id and told.position > stand.position
      order by told.position
      limit 100
   ) told
)
select caller.access, stand.position as from_position, unread.size as unread_count, shown.*
  from caller
 cross join stand
 cross join (
   select count(*) as size
     from mine
     join notifications.notification told using (worker_id)
    where told.read_at is null and told.settled_at is null
 ) unread
  left join page on true
  left join lateral (
    select shown.* from notifications.notification_shown shown where shown.notification_id = page.notification_id offset 0
  ) shown on true
 order by page.position
