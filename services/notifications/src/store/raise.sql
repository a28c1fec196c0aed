-- Writes notifications in their order ($1), unless the worker was told of the same thing before, and queues messages about those
-- that are new: for each webhook that hears of them, and by each of the channels $2 for the workers who are reached there and have
-- not chosen otherwise, text messages for the kinds $4 unless they were chosen for others, e-mail for the kinds $5 whatever was
-- chosen; at an instant ($3). With those that are new their events are recorded, after the events $6 of what came before. The
-- transaction holds the lock of one_at_a_time, so positions and turns appear in their order. Gives those that are new, once for each
-- channel by which it is to wait for the worker's daily digest instead, with the hour of that.
with given as materialized (
  select given.*, given.ordinality as place
    from rows from (jsonb_to_recordset($1) as (
           notification_id uuid, worker_id uuid, kind text, title text, cause_id uuid, child_id text, case_id uuid,
           workstep_id uuid, request_id uuid, caused_by uuid, happened_at timestamptz, until text, panel_date date,
           panel_action_id uuid, extract_import_id uuid, event jsonb))
         with ordinality as given
), raised as (
  insert into notifications.notification (
    notification_id, worker_id, kind, title, cause_id, child_id, case_id, workstep_id, request_id, caused_by, happened_at, until,
    panel_date, panel_action_id, extract_import_id
  )
  select notification_id, worker_id, kind, title, cause_id, child_id, case_id, workstep_id, request_id, caused_by, happened_at,
         until, panel_date, panel_action_id, extract_import_id
    from given
   order by place
  on conflict on constraint notification_told_once do nothing
  returning notification_id
), told as materialized (
  select given.place, given.notification_id, given.kind, given.worker_id, given.event
    from raised
    join given using (notification_id)
), recorded as materialized (
  select record($6 || jsonb_agg(told.event order by told.place), null, null) from told having count(*) > 0
), outgoing as materialized (
  select told.place, told.notification_id, 'WEBHOOK' as channel, webhook.webhook_id, webhook.place as webhook_place,
         null::smallint as digest_hour
    from told
    join notifications.webhook
      on webhook.deleted_at is null and (webhook.kinds = '{}' or told.kind = any (webhook.kinds))
  union all
  select told.place, told.notification_id, 'EMAIL', null, 0,
         case when 'EMAIL' = any (preferences.digest_channels) and told.kind <> all ($5::text[])
              then preferences.digest_hour end
    from told
    join notifications.contact using (worker_id)
    left join notifications.preferences using (worker_id)
   where contact.email is not null and 'EMAIL' = any ($2::text[])
     and (told.kind = any ($5::text[]) or coalesce((preferences.choices -> 'EMAIL' ->> told.kind)::boolean, true))
  union all
  select told.place, told.notification_id, 'SMS', null, 0,
         case when 'SMS' = any (preferences.digest_channels) then preferences.digest_hour end
    from told
    join notifications.contact using (worker_id)
    left join notifications.preferences using (worker_id)
   where contact.phone is not null and 'SMS' = any ($2::text[])
     and coalesce((preferences.choices -> 'SMS' ->> told.kind)::boolean, told.kind = any ($4::text[]))
), queued as (
  insert into notifications.delivery (delivery_id, notification_id, channel, webhook_id, created_at, next_attempt_at, changed_at)
  select gen_random_uuid(), notification_id, channel, webhook_id, $3, $3, $3
    from outgoing
   where digest_hour is null
   order by place, webhook_place
  on conflict on constraint delivery_once do nothing
)
select told.notification_id, told.worker_id, waiting.channel, waiting.digest_hour
  from recorded
 cross join told
  left join outgoing waiting on waiting.notification_id = told.notification_id and waiting.digest_hour is not null
 order by told.place
