-- What a command about a webhook is decided on: $1 the token's subject, $2 the call, $3 its request_id, $4 the webhook.
select access($1, null) as access, earlier.body_hash, earlier.answer, webhook.*,
       (select count(*)
          from notifications.delivery waiting
         where waiting.webhook_id = webhook.webhook_id and waiting.next_attempt_at is not null) as waiting_count
  from (values (1)) as once (call)
  left join recall($1, $2, $3) as earlier on true
  left join notifications.webhook on webhook.webhook_id = $4 and webhook.deleted_at is null
