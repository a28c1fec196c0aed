-- What redelivering a message is decided on: $1 the token's subject, $2 the call, $3 its request_id, $4 the message.
select access($1, null) as access, earlier.body_hash, earlier.answer, delivery.*, coalesce(told.kind, '') as kind,
       coalesce(told.worker_id, digest.worker_id) as worker_id,
       array(select entry.notification_id
               from notifications.digest_entry entry
              where entry.digest_id = delivery.digest_id
              order by entry.notification_id) as digested,
       (select coalesce(jsonb_agg(to_jsonb(attempt) order by attempt.number), '[]')
          from notifications.delivery_attempt attempt
         where attempt.delivery_id = delivery.delivery_id) as attempts
  from (values (1)) as once (call)
  left join recall($1, $2, $3) as earlier on true
  left join notifications.delivery on delivery.delivery_id = $4
  left join notifications.notification told using (notification_id)
  left join notifications.digest on digest.digest_id = delivery.digest_id
