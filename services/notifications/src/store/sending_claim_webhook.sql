-- Claims ($1) the first message that waits for each webhook, where its time has come by $2: at most $3 of them, for $4
-- seconds. An earlier one is never skipped, so each webhook gets its messages in order; one that is claimed keeps its place.
with heads as (
  select head.delivery_id
    from notifications.webhook
   cross join lateral (
     select waiting.delivery_id, waiting.next_attempt_at, waiting.claimed_until
       from notifications.delivery waiting
      where waiting.webhook_id = webhook.webhook_id and waiting.next_attempt_at is not null
      order by waiting.turn
      limit 1
   ) head
   where head.next_attempt_at <= $2
     and (head.claimed_until is null or head.claimed_until < clock_timestamp())
   order by head.next_attempt_at
   limit $3
), free as (
  select delivery_id
    from notifications.delivery
   where delivery_id in (select delivery_id from heads)
     and next_attempt_at <= $2
     and (claimed_until is null or claimed_until < clock_timestamp())
     for update skip locked
), claimed as (
  update notifications.delivery
     set claim = $1, claimed_until = clock_timestamp() + make_interval(secs => $4)
    from free
   where delivery.delivery_id = free.delivery_id
  returning delivery.*
)
