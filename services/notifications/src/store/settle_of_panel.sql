-- Settles what waited for a panel ($1): that its action ($3) is done or, without one, that the tracker tells of a child ($2) or,
-- without either, that what it came to is recorded. What came so far is $4, at an instant ($5).
update notifications.notification
   set settled_at = $5, version = version + 1
 where settled_at is null
   and until = any ($4)
   and panel_date = $1::date
   and panel_action_id is not distinct from $3::uuid
   and ($3::uuid is not null or child_id is not distinct from $2::text)
returning notification_id, worker_id, version, settled_at
