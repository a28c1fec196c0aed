-- What panels came to, and the children of panels that have begun of whom that is still to be recorded: the latest panel first, and of
-- one panel by id. Always at least one row: one without a child where there is none.
-- $1 the token's subject; $2 panel, $3 cohort, $4 child, or null; $5 only what is not recorded; $6 the last day whose panel has
-- begun; $7, $8 the place after which to go on, or null; $9 how many.
with issued as (
  select distinct on (issue.panel_date) issue.panel_date, issue.agenda_id
    from panels.issue
   where issue.panel_date <= $6 and ($2::date is null or issue.panel_date = $2) and ($7::date is null or issue.panel_date <= $7)
   order by issue.panel_date, issue.number desc
), page as materialized (
  select issued.panel_date, child.child_id, agenda.agenda_id, agenda.cohort, child.service_manager, child.surname, child.first_name,
         discussion.none_needed_because, discussion.recorded_by, discussion.recorded_at, discussion.late,
         discussion.note_id is not null as noted
    from issued
    join panels.agenda using (agenda_id)
    join panels.agenda_child child on child.agenda_id = issued.agenda_id and child.listed
    left join panels.discussion on discussion.panel_date = issued.panel_date and discussion.child_id = child.child_id
   where ($3::text is null or agenda.cohort = $3)
     and ($4::text is null or child.child_id = $4)
     and ($7::date is null or issued.panel_date < $7 or child.child_id > $8::text)
     and (not $5 or discussion.child_id is null)
     and (discussion.child_id is not null or not (
       exists (select from panels.cancellation where cancellation.panel_date = issued.panel_date)
       or coalesce((select change.removed from panels.item_change change
                     where change.panel_date = issued.panel_date and change.child_id = child.child_id
                     order by change.number desc limit 1), false)))
   order by issued.panel_date desc, child.child_id
   limit $9
)
select access($1, null) as access, page.*, recorder.display_name as recorded_by_name
  from (select) as always
  left join page on true
  left join people_worker recorder on recorder.worker_id = page.recorded_by
 order by page.panel_date desc, page.child_id
