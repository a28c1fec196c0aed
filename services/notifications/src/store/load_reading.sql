-- What somebody has read: $1 the token's subject, $2 the call, $3 its request_id; $4 the notifications, or $5 one with all
-- that came before it.
with caller as materialized (
  select access($1, null) as access
), mine as materialized (
  select (access ->> 'worker_id')::uuid as worker_id from caller
), marked as materialized (
  select told.notification_id, told.settled_at
    from mine
    join notifications.notification told using (worker_id)
   where told.notification_id = any ($4::uuid[]) and told.read_at is null
  union all
  select told.notification_id, told.settled_at
    from mine
    join notifications.notification edge on edge.notification_id = $5 and edge.worker_id = mine.worker_id
    join notifications.notification told on told.worker_id = mine.worker_id and told.position <= edge.position
   where told.read_at is null
)
select caller.access, receipt.body_hash, receipt.answer, coalesce(reader.version, 0) as version,
       array(select told.notification_id
               from notifications.notification told
              where told.worker_id = mine.worker_id
                and told.notification_id = any (array_append($4::uuid[], $5::uuid))) as theirs,
       array(select notification_id from marked order by notification_id) as marks,
       (select count(*) from marked where settled_at is null) as counted,
       (select count(*)
          from notifications.notification told
         where told.worker_id = mine.worker_id and told.read_at is null and told.settled_at is null) as unread_count
  from caller
 cross join mine
  left join notifications.reader on reader.worker_id = mine.worker_id
  left join lateral recall($1, $2, $3) receipt on true
