-- What a draw begins with: the extract of the id $4 or, where that is null, the newest that is read and was made on $5 or
-- before; what is remembered, and when panels take place; who is asking; the receipt of an equal call. Always one row.
-- $1 the token's subject, $2 the call, $3 its request_id, $6 the panel's date: by what rules is drawn for it, where they are not those
-- that come with the software.
with chosen as (
  (select extract_import_id from panels.extract_import where extract_import_id = $4)
  union all
  (select extract_import_id
     from panels.extract_import
    where $4::uuid is null and state = 'READ' and as_of <= $5
    order by as_of desc, imported_at desc, extract_import_id desc
    limit 1)
)
select access($1, null) as access, receipt.body_hash, receipt.answer, shown.*,
       (select number from panels.remembered where kind = 'LEGAL_DETERMINATIONS') as legal_determinations,
       (select number from panels.remembered where kind = 'DISCUSSIONS') as discussions,
       (select number from panels.remembered where kind = 'OPEN_ACTIONS') as open_actions,
       (select number from panels.remembered where kind = 'FOSTERING_LIST') as fostering_list,
       (select number from panels.remembered where kind = 'AGREED_MATCHES') as agreed_matches,
       (select number from panels.remembered where kind = 'SERVICE_MANAGER_NAMES') as service_manager_names,
       (select rule_set.yaml from panels.rule_set where rule_set.valid_from <= $6 order by rule_set.number desc limit 1) as rules_yaml,
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
                 'cohort', issued.cohort)
                 order by issue.number), '[]')
          from panels.issue
          join panels.agenda issued using (agenda_id)) as issues
  from (select) as always
  left join chosen on true
  left join panels.extract_import_shown shown using (extract_import_id)
  left join lateral recall($1, $2, $3) receipt on true
