-- Puts notifications ($1) into the digests in which they are to wait (to the workers $2, by the channels $3, due at $4). A digest
-- whose message is under way takes nothing more in: what comes too late is queued as a message of its own, at an instant ($5).
with given as materialized (
  select *
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as given (notification_id, worker_id, channel, due_at)
), waiting as materialized (
  select delivery.delivery_id, delivery.digest_id
    from notifications.delivery
   where delivery.digest_id in (
           select digest.digest_id from given join notifications.digest using (worker_id, channel, due_at))
     and delivery.status = 'CREATED' and delivery.claim is null
     for update
), taken as (
  insert into notifications.digest_entry (digest_id, notification_id)
  select digest.digest_id, given.notification_id
    from given
    join notifications.digest using (worker_id, channel, due_at)
    join waiting on waiting.digest_id = digest.digest_id
  on conflict on constraint digest_entry_pkey do nothing
)
insert into notifications.delivery (delivery_id, notification_id, channel, created_at, next_attempt_at, changed_at)
select gen_random_uuid(), given.notification_id, given.channel, $5, $5, $5
  from given
  join notifications.digest using (worker_id, channel, due_at)
 where digest.digest_id not in (select digest_id from waiting)
on conflict on constraint delivery_once do nothing
