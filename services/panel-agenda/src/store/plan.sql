-- Everything that was recorded of when panels take place, who is asking, and the receipt of an equal call: always one row.
-- $1 the token's subject, $2 the call, $3 its request_id (null for a read).
select access($1, null) as access, receipt.body_hash, receipt.answer,
       (select coalesce(jsonb_agg(jsonb_build_object(
                 'number', rotation.number, 'anchor', rotation.anchor, 'when_it_falls_out', rotation.when_it_falls_out,
                 'by', rotation.recorded_by, 'name', coalesce(worker.display_name, ''), 'at', rotation.recorded_at)
                 order by rotation.number), '[]')
          from panels.rotation
          left join people_worker worker on worker.worker_id = rotation.recorded_by) as rotations,
       (select coalesce(jsonb_agg(jsonb_build_object(
                 'panel', cancellation.panel_date, 'reason', cancellation.reason,
                 'by', cancellation.cancelled_by, 'name', coalesce(worker.display_name, ''),
                 'at', cancellation.cancelled_at)), '[]')
          from panels.cancellation
          left join people_worker worker on worker.worker_id = cancellation.cancelled_by) as cancellations,
       (select coalesce(jsonb_agg(jsonb_build_object(
                 'panel', issue.panel_date, 'number', issue.number, 'agenda_id', issue.agenda_id,
                 'cohort', agenda.cohort)
                 order by issue.number), '[]')
          from panels.issue
          join panels.agenda using (agenda_id)) as issues
  from (select) as always
  left join lateral recall($1, $2, $3) receipt on true
