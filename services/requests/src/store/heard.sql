-- Writes what an event of workflow made of a request, which the transaction has locked.
update requests.request
   set worker_id = $2, inbox_id = $3,
       from_inbox_id = case when $3::uuid is null then coalesce(inbox_id, from_inbox_id) end, covered_version = $4, author_ids = $5, refusals = $6, heard_version = $7,
       state = $8, answered_by = $9, answered_on_behalf_of = $10, answered_at = $11, completed_version = $12,
       comment = $13, ended_at = $14, version = $15, changed_by = $16, changed_at = $17
 where request_id = $1
