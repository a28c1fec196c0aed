-- Writes a request that workflow told of. One that is there already stays as it is: after a resync it comes again.
insert into notifications.request (
  request_id, kind, type_title, workstep_title, workstep_id, child_id, case_id, sent_by, sent_on_behalf_of, sent_at,
  worker_id, inbox_id, state, answered_by, answered_on_behalf_of, heard_version, answer_version
) values (
  $1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
  $11, $12, $13, $14, $15, $16, $17
) on conflict on constraint request_pkey do nothing
