-- Plans reminders ($1). One that waits or has fired stays as it is. One that was withdrawn becomes another, with an id of its own, so
-- that whoever was told of the cause that has gone is told of the one that has come.
insert into notifications.reminder as known (reminder_id, kind, case_id, request_id, workstep_id, panel_date, child_id,
                                             panel_action_id, counted_from, due_at)
select reminder_id, kind, case_id, request_id, workstep_id, panel_date, child_id, panel_action_id, counted_from, due_at
  from jsonb_to_recordset($1) as given (
       reminder_id uuid, kind text, case_id uuid, request_id uuid, workstep_id uuid, panel_date date, child_id text,
       panel_action_id uuid, counted_from date, due_at timestamptz)
on conflict on constraint reminder_once do update
   set reminder_id = excluded.reminder_id, state = 'WAITING', ended_at = null, due_at = excluded.due_at
 where known.state = 'WITHDRAWN'
