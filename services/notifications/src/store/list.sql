-- What the caller was told, newest first, with the count of it and of all that is unread.
-- $1 the token's subject; $2 whether only what is unread; $3 a kind, $4 a child, $7 a state, $8 ids, $9 a case to keep, each or null;
-- $5 the position before which to go on, or null; $6 how many rows. Always at least one row: one without a notification when there is
-- none.
with caller as materialized (
  select access($1, null) as access
), mine as materialized (
  select (access ->> 'worker_id')::uuid as worker_id from caller
), kept as not materialized (
  select told.notification_id, told.position
    from notifications.notification told
   where told.worker_id = (select worker_id from mine)
     and (not $2 or told.read_at is null and told.settled_at is null)
     and ($3::text is null or told.kind = $3)
     and ($4::text is null or told.child_id = $4)
     and case $7::text
           when 'UNREAD' then told.read_at is null and told.settled_at is null
           when 'READ' then told.read_at is not null
           when 'SETTLED' then told.settled_at is not null
           else true
         end
     and ($8::uuid[] is null or told.notification_id = any ($8))
     and ($9::uuid is null or told.case_id = $9)
), page as (
  select kept.notification_id, kept.position
    from kept
   where kept.position < coalesce($5::bigint, 9223372036854775807)
   order by kept.position desc
   limit $6
)
select caller.access, total.size as total_size, unread.size as unread_count, shown.*
  from caller
 cross join (select count(*) as size from kept) total
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
 order by page.position desc
