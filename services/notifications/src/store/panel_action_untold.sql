-- Of whose actions for which children, or for the child $2 alone, the tracker does not tell the panel of $1: open ones of
-- earlier panels of its cohort, of which nothing was said since the last of these.
with coming as (
  select panel_date, cohort from notifications.cohort_panel where panel_date = $1
), earlier as materialized (
  select earlier.panel_date
    from coming
    join notifications.panel earlier
      on earlier.cohort = coming.cohort and earlier.panel_date < coming.panel_date and not earlier.cancelled
)
select distinct action.child_id, action.owner_id
  from earlier
  join notifications.panel_action action using (panel_date)
 where action.open
   and ($2::text is null or action.child_id = $2)
   and (action.updated_on is null or action.updated_on < (select max(panel_date) from earlier))
 order by action.child_id, action.owner_id
