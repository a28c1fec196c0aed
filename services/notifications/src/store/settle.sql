-- Settles what waited for a step ($1) or a request ($2) to come so far ($3), at an instant ($4). What is settled by being taken stays with
-- whoever took it.
update notifications.notification told
   set settled_at = $4, version = version + 1
 where settled_at is null
   and until = any ($3)
   and (workstep_id = $1 and request_id is null or request_id = $2)
   and (until <> 'TAKEN' or 'ANSWERED' = any ($3)
        or told.worker_id is distinct from (select asked.worker_id from notifications.request asked where asked.request_id = $2))
returning notification_id, worker_id, version, settled_at
