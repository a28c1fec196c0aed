-- Writes what an event made of a step ($1): in whose hands it lies (a worker's $2 or an inbox's $3), its state ($4) and the event's
-- version ($5); and settles what waited for it to come so far ($6), at an instant ($7).
with moved as (
  update notifications.workstep
     set worker_id = $2, inbox_id = $3, state = $4, heard_version = $5
   where workstep_id = $1
)
update notifications.notification
   set settled_at = $7, version = version + 1
 where settled_at is null
   and until = any ($6)
   and workstep_id = $1 and request_id is null
returning notification_id, worker_id, version
