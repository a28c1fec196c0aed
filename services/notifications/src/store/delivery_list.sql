-- Messages with their attempts, newest first, with the count of them.
-- $1 the token's subject; $2 whether only what is dead; $3 a status, $4 a channel, $5 a webhook, $6 a notification, $9 an id, $10 a kind,
-- $11 a worker to keep, each or null; $7 the place before which to go on, or null; $8 how many rows. Always at least one row.
with kept as not materialized (
  select delivery.*
    from notifications.delivery
   where (not $2
          or next_attempt_at is null and status in ('PERMANENT_FAILURE', 'TEMPORARY_FAILURE', 'TECHNICAL_FAILURE'))
     and ($3::text is null or status = $3)
     and ($4::text is null or channel = $4)
     and ($5::uuid is null or webhook_id = $5)
     and ($6::uuid is null or notification_id = $6
          or digest_id in (select entry.digest_id from notifications.digest_entry entry where entry.notification_id = $6))
     and ($9::uuid is null or delivery_id = $9)
     and ($10::text is null
          or exists (select from notifications.notification told
                      where told.notification_id = delivery.notification_id and told.kind = $10))
     and ($11::uuid is null
          or notification_id in (select told.notification_id from notifications.notification told where told.worker_id = $11)
          or digest_id in (select digest.digest_id from notifications.digest where digest.worker_id = $11))
), page as (
  select kept.* from kept where place < coalesce($7::bigint, 9223372036854775807) order by place desc limit $8
)
select access($1, null) as access, (select count(*) from kept) as total_size, page.*, coalesce(told.kind, '') as kind,
       coalesce(told.worker_id, digest.worker_id) as worker_id,
       array(select entry.notification_id
               from notifications.digest_entry entry
              where entry.digest_id = page.digest_id
              order by entry.notification_id) as digested,
       (select coalesce(jsonb_agg(to_jsonb(attempt) order by attempt.number), '[]')
          from notifications.delivery_attempt attempt
         where attempt.delivery_id = page.delivery_id) as attempts
  from (values (1)) as once (call)
  left join page on true
  left join notifications.notification told using (notification_id)
  left join notifications.digest on digest.digest_id = page.digest_id
 order by page.place desc
