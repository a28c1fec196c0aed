-- Writes steps that moved ($1, each once, whose ids are $2): in whose hands each lies, its state and the event's version; and settles
-- what waited for each to come so far, at the event's instant. What is settled by being taken stays with whoever took it.
with given as materialized (
  select given.*
    from jsonb_to_recordset($1) as given (
         workstep_id uuid, worker_id uuid, inbox_id uuid, state text, heard_version bigint, settles text[], at timestamptz)
), moved as (
  update notifications.workstep step
     set worker_id = given.worker_id, inbox_id = given.inbox_id, state = given.state, heard_version = given.heard_version
    from given
   where step.workstep_id = any ($2::uuid[]) and step.workstep_id = given.workstep_id
)
update notifications.notification told
   set settled_at = given.at, version = told.version + 1
  from given
 where told.workstep_id = any ($2::uuid[]) and told.workstep_id = given.workstep_id and told.request_id is null
   and told.settled_at is null
   and told.until = any (given.settles)
   and (told.until <> 'TAKEN' or 'ENDED' = any (given.settles) or told.worker_id is distinct from given.worker_id)
returning told.notification_id, told.worker_id, told.version, told.settled_at
