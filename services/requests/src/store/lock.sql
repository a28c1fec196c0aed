-- A request that an event of workflow is about; a command that changes it at the same time waits, or is waited for.
select request_id, kind, type_title, workstep_title, child_id, workstep_id, case_id, sent_by, sent_on_behalf_of, sent_at,
       worker_id, inbox_id, from_inbox_id, must_be_sent, blocks_finish, decides, answered_by_roles, replaces_id, covered_version,
       author_ids, refusals, heard_version, state, answered_by, answered_on_behalf_of, answered_at, completed_version, comment,
       ended_at, version, changed_by, changed_at
  from requests.request
 where request_id = $1
   for update
