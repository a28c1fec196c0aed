-- What the caller was told after a position, oldest first, with the count of what is unread.
-- $1 the token's subject; $2 the position, or null to begin at the end. Always at least one row. Where the caller's access is still
-- $3, which was permitted before, the audit entry $4 is written with what it shows.
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
  select shown.*
    from mine
   cross join stand
   cross join lateral (
     select told.notification_id, told.position
       from notifications.notification told
      where told.worker_id = mine.worker_id and told.position > stand.position
      order by told.position
      limit 100
   ) told
   cross join lateral (
     select shown.* from notifications.notification_shown shown where shown.notification_id = told.notification_id offset 0
   ) shown
), entered as materialized (
  select record(null, jsonb_build_array($4::jsonb || jsonb_build_object('subjects', array(
           select distinct 'child/' || child_id from page where child_id is not null order by 1))), null)
    from caller
   where caller.access = $3::jsonb and exists (select from page)
)
select caller.access, caller.access::text as standing, exists (select from entered) as entered, stand.position as from_position,
       unread.size as unread_count, page.*
  from caller
 cross join stand
 cross join (
   select count(*) as size
     from mine
     join notifications.notification told using (worker_id)
    where told.read_at is null and told.settled_at is null
 ) unread
  left join page on true
 order by page.position
