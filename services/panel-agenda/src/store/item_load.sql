-- A child on an agenda: the line, the last change, what is issued for the panel, who is asking, the receipt of an equal call.
-- Always one row. $1 the token's subject, $2 the call, $3 its request_id, $4 the agenda, $5 the child, $6 today in London.
select access($1, $5, $6) as access, receipt.body_hash, receipt.answer, shown.*, child.line,
       panels.allocated_manager($5) as allocated_manager_id,
       (select issue.agenda_id from panels.issue
         where issue.panel_date = shown.panel_date order by issue.number desc limit 1) as issued_id,
       exists (select from panels.cancellation where cancellation.panel_date = shown.panel_date) as cancelled,
       exists (select from panels.discussion
                where discussion.panel_date = shown.panel_date and discussion.child_id = $5) as recorded,
       coalesce((select item.version from panels.item
                  where item.panel_date = shown.panel_date and item.child_id = $5), 0) as item_version,
       change.number as change_number, change.reason as change_reason, change.note as change_note,
       change.changed_by as change_by, changer.display_name as change_by_name, change.changed_at as change_at
  from (select) as always
  left join panels.agenda_shown shown on shown.agenda_id = $4
  left join panels.agenda_child child on child.agenda_id = $4 and child.child_id = $5 and child.listed
  left join lateral (
    select last.* from panels.item_change last
     where last.panel_date = shown.panel_date and last.child_id = $5
     order by last.number desc limit 1) change on true
  left join people_worker changer on changer.worker_id = change.changed_by
  left join lateral recall($1, $2, $3) receipt on true
