-- Opens the digests in which something is to wait (to the workers $2, by the channels $3, due at $4, one for each notification of
-- $1) where they are not open yet, at an instant ($5).
with wanted as (
  select distinct worker_id, channel, due_at
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as given (notification_id, worker_id, channel, due_at)
), opened as (
  insert into notifications.digest (digest_id, worker_id, channel, due_at)
  select gen_random_uuid(), worker_id, channel, due_at from wanted order by worker_id, channel, due_at
  on conflict on constraint digest_once do nothing
  returning digest_id, channel, due_at
)
insert into notifications.delivery (delivery_id, digest_id, channel, created_at, next_attempt_at, changed_at)
select gen_random_uuid(), digest_id, channel, $5, due_at, $5 from opened
