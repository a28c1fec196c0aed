-- One notification of the caller's: $1 the token's subject, $2 the notification. One row: one without a notification where there is none
-- of theirs.
with caller as materialized (
  select access($1, null) as access
)
select caller.access, shown.*
  from caller
  left join notifications.notification_shown shown
    on shown.notification_id = $2 and shown.worker_id = (caller.access ->> 'worker_id')::uuid
