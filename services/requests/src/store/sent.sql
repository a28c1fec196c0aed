-- Writes a request that was sent. One that is there already stays as it is: after a resync it comes again.
insert into requests.request (
  request_id, worker_id, inbox_id, covered_version, author_ids, refusals, heard_version, state, answered_by,
  answered_on_behalf_of, answered_at, completed_version, comment, ended_at, version, changed_by, changed_at,
  kind, type_title, workstep_title, child_id, workstep_id, case_id, sent_by, sent_on_behalf_of, sent_at, must_be_sent,
  blocks_finish, answered_by_roles, replaces_id, decides
) values (
  $1, $2, $3, $4, $5, $6, $7, $8, $9,
  $10, $11, $12, $13, $14, $15, $16, $17,
  $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
  $28, $29, $30, $31
) on conflict on constraint request_pkey do nothing
