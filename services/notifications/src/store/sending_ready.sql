-- What is known of a message ($1) under a claim ($2) at the moment at which it is to go out: what the worker has access to now,
-- and where they or the webhook are reached now.
select told.notification_id, told.kind, told.worker_id, told.happened_at, coalesce(told.child_id, '') as child_id,
       worker.subject, access(worker.subject, told.child_id) as access, delivery.tries, delivery.accepted_as,
       last_attempt.number as attempt, last_attempt.began_at as attempt_began_at, contact.email, contact.phone,
       webhook.*
  from notifications.delivery
  join notifications.notification told using (notification_id)
  left join people_worker worker on worker.worker_id = told.worker_id
  left join lateral (
    select attempt.number, attempt.began_at
      from notifications.delivery_attempt attempt
     where attempt.delivery_id = delivery.delivery_id
     order by attempt.number desc
     limit 1
  ) last_attempt on true
  left join notifications.contact on contact.worker_id = told.worker_id
  left join notifications.webhook on webhook.webhook_id = delivery.webhook_id and webhook.deleted_at is null
 where delivery.delivery_id = $1 and delivery.claim = $2
