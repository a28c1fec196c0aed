-- Settles what waited for anything of a panel ($1) that does not take place, but for what panels want done. What came so far is $2,
-- at an instant ($3).
update notifications.notification
   set settled_at = $3, version = version + 1
 where settled_at is null
   and until = any ($2)
   and panel_date = $1
   and panel_action_id is null
returning notification_id, worker_id, version, settled_at
