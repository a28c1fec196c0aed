-- Queues messages for the webhooks that hear of notifications ($1, of the kinds $2), at an instant ($3), in the order in which
-- they were raised. The transaction holds the lock of one_at_a_time, so that turns appear in their order.
insert into notifications.delivery (delivery_id, notification_id, channel, webhook_id, created_at, next_attempt_at, changed_at)
select gen_random_uuid(), raised.notification_id, 'WEBHOOK', webhook.webhook_id, $3, $3, $3
  from unnest($1::uuid[], $2::text[]) with ordinality as raised (notification_id, kind, place)
  join notifications.webhook
    on webhook.deleted_at is null and (webhook.kinds = '{}' or raised.kind = any (webhook.kinds))
 order by raised.place, webhook.place
on conflict on constraint delivery_once do nothing
