-- Claims ($1) messages to people by the channel $5 whose time has come by $2: at most $3 of them, for $4 seconds.
with free as (
  select delivery_id
    from notifications.delivery
   where channel = $5 and webhook_id is null and next_attempt_at <= $2
     and (claimed_until is null or claimed_until < clock_timestamp())
   order by next_attempt_at
   limit $3
     for update skip locked
), claimed as (
  update notifications.delivery
     set claim = $1, claimed_until = clock_timestamp() + make_interval(secs => $4)
    from free
   where delivery.delivery_id = free.delivery_id
  returning delivery.*
)
