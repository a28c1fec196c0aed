-- Writes notifications in their order ($1), unless the worker was told of the same thing before. The transaction holds the
-- lock of one_at_a_time, so positions appear in their order.
insert into notifications.notification (
  notification_id, worker_id, kind, title, cause_id, child_id, case_id, workstep_id, request_id, caused_by, happened_at, until,
  panel_date, panel_action_id, extract_import_id
)
select given.notification_id, given.worker_id, given.kind, given.title, given.cause_id, given.child_id, given.case_id,
       given.workstep_id, given.request_id, given.caused_by, given.happened_at, given.until, given.panel_date,
       given.panel_action_id, given.extract_import_id
  from rows from (jsonb_to_recordset($1) as (
         notification_id uuid, worker_id uuid, kind text, title text, cause_id uuid, child_id text, case_id uuid,
         workstep_id uuid, request_id uuid, caused_by uuid, happened_at timestamptz, until text, panel_date date,
         panel_action_id uuid, extract_import_id uuid))
       with ordinality as given
 order by given.ordinality
on conflict on constraint notification_told_once do nothing
returning notification_id
