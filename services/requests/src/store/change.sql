-- Writes a command's change with its events, audit entry and receipt, unless somebody changed the request since version $18.
with guard as (
  update requests.request
     set worker_id = $2, inbox_id = $3,
         from_inbox_id = case when $3::uuid is null then coalesce(inbox_id, from_inbox_id) end, covered_version = $4, author_ids = $5, refusals = $6, heard_version = $7,
         state = $8, answered_by = $9, answered_on_behalf_of = $10, answered_at = $11, completed_version = $12,
         comment = $13, ended_at = $14, version = $15, changed_by = $16, changed_at = $17
   where request_id = $1 and version = $18
  returning 1
)
select case when exists (select from guard) then record($19, $20, $21) else stale('request') end
