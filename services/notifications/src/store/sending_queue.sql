-- Queues messages about notifications ($1, of the kinds $2, to the workers $3): for each webhook that hears of them, and by each
-- of the channels $4 for the workers who are reached there and have not chosen otherwise, text messages for the kinds $6 unless
-- they were chosen for others, e-mail for the kinds $7 whatever was chosen; at an instant ($5), in the order in which they were
-- raised. The transaction holds the lock of one_at_a_time, so that turns appear in their order. Gives what is to wait for a
-- worker's daily digest instead, with the hour of that.
with raised as (
  select * from unnest($1::uuid[], $2::text[], $3::uuid[]) with ordinality as raised (notification_id, kind, worker_id, place)
), outgoing as (
  select raised.place, raised.notification_id, 'WEBHOOK' as channel, webhook.webhook_id, webhook.place as webhook_place,
         raised.worker_id, null::smallint as digest_hour
    from raised
    join notifications.webhook
      on webhook.deleted_at is null and (webhook.kinds = '{}' or raised.kind = any (webhook.kinds))
  union all
  select raised.place, raised.notification_id, 'EMAIL', null, 0, raised.worker_id,
         case when 'EMAIL' = any (preferences.digest_channels) and raised.kind <> all ($7::text[])
              then preferences.digest_hour end
    from raised
    join notifications.contact using (worker_id)
    left join notifications.preferences using (worker_id)
   where contact.email is not null and 'EMAIL' = any ($4::text[])
     and (raised.kind = any ($7::text[]) or coalesce((preferences.choices -> 'EMAIL' ->> raised.kind)::boolean, true))
  union all
  select raised.place, raised.notification_id, 'SMS', null, 0, raised.worker_id,
         case when 'SMS' = any (preferences.digest_channels) then preferences.digest_hour end
    from raised
    join notifications.contact using (worker_id)
    left join notifications.preferences using (worker_id)
   where contact.phone is not null and 'SMS' = any ($4::text[])
     and coalesce((preferences.choices -> 'SMS' ->> raised.kind)::boolean, raised.kind = any ($6::text[]))
), queued as (
  insert into notifications.delivery (delivery_id, notification_id, channel, webhook_id, created_at, next_attempt_at, changed_at)
  select gen_random_uuid(), notification_id, channel, webhook_id, $5, $5, $5
    from outgoing
   where digest_hour is null
   order by place, webhook_place
  on conflict on constraint delivery_once do nothing
)
select notification_id, worker_id, channel, digest_hour
  from outgoing
 where digest_hour is not null
 order by place
