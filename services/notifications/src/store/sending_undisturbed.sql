-- Gives a message ($1) under a claim ($2) back untried, until an instant ($3), where the worker's quiet hours still are those that
-- were read and end then ($4 quiet_from, $5 quiet_until). Where they are not, it is due as before: whoever claims it next decides
-- anew. A change that is under way is waited for, and one that comes later waits for this. Gives when it is tried.
with quiet as materialized (
  select preferences.worker_id
    from notifications.delivery
    left join notifications.notification told using (notification_id)
    left join notifications.digest on digest.digest_id = delivery.digest_id
    join notifications.preferences on preferences.worker_id = coalesce(told.worker_id, digest.worker_id)
   where delivery.delivery_id = $1 and preferences.quiet_from = $4 and preferences.quiet_until = $5
     for share of preferences
)
update notifications.delivery
   set next_attempt_at = case when exists (select from quiet) then $3 else next_attempt_at end,
       kept_quiet = kept_quiet or exists (select from quiet), claim = null, claimed_until = null
 where delivery_id = $1 and claim = $2
returning next_attempt_at
