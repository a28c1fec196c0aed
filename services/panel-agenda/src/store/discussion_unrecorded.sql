-- How many children were on the agendas of panels, whom nobody removed and of whom nothing is recorded.
-- $1 the cohorts; $2 from which panel on, $3 before which; $4 the last day whose panel has begun.
with issued as (
  select distinct on (issue.panel_date) issue.panel_date, issue.agenda_id
    from panels.issue
   where issue.panel_date >= $2 and issue.panel_date < $3 and issue.panel_date <= $4
     and not exists (select from panels.cancellation where cancellation.panel_date = issue.panel_date)
   order by issue.panel_date, issue.number desc
)
select count(distinct child.child_id)::int
  from issued
  join panels.agenda on agenda.agenda_id = issued.agenda_id and agenda.cohort = any ($1)
  join panels.agenda_child child on child.agenda_id = issued.agenda_id and child.listed
 where not exists (
         select from panels.discussion where discussion.panel_date = issued.panel_date and discussion.child_id = child.child_id)
   and not coalesce((
         select change.removed from panels.item_change change
          where change.panel_date = issued.panel_date and change.child_id = child.child_id
          order by change.number desc limit 1), false)
