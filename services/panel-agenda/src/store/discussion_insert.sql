-- A discussion with its actions, in the next states of what is remembered, and its event, audit entry and receipt, unless something
-- else was said of the item since version $22 of it: the child was withdrawn, or the discussion is recorded. The steps that do actions are not over, and are not while this is being
-- written: whoever ends one waits, and finds the action.
with item as (
  insert into panels.item (panel_date, child_id, version) values ($1, $2, 1)
  on conflict on constraint item_pkey do update set version = item.version + 1 where item.version = $22
  returning 1
), steps as (
  select workstep_id from panels.workstep where workstep_id = any ($21::uuid[]) and not over for share
), discussions as (
  update panels.remembered set number = number + 1 where kind = 'DISCUSSIONS' returning number
), open_actions as (
  update panels.remembered set number = number + 1
   where kind = 'OPEN_ACTIONS' and cardinality($11::uuid[]) > 0
  returning number
), guard as (
  insert into panels.discussion (panel_date, child_id, agenda_id, cohort, none_needed_because, recorded_by, recorded_at,
                                 recorded_state, late, note_title, note_text)
  select $1, $2, $3, $4, $5, $6, $7, discussions.number, $8, $9, $10
    from discussions, item
   where (select count(*) from steps) = (select count(distinct id) from unnest($21::uuid[]) as id)
  returning 1
), actions as (
  insert into panels.panel_action (panel_action_id, panel_date, child_id, cohort, number, what, owner_id, owner_name, due_on,
                                   service_manager, recorded_state, service_manager_id, workstep_id)
  select given.id, $1, $2, $4, given.number, given.what, given.owner_id, given.owner_name, given.due_on, $16,
         open_actions.number, $20, given.workstep_id
    from guard, open_actions,
         unnest($11::uuid[], $12::text[], $13::uuid[], $14::text[], $15::date[], $21::uuid[])
           with ordinality as given (id, what, owner_id, owner_name, due_on, workstep_id, number)
)
select case when exists (select from guard) then record($17, $18, $19) else stale('the item, or a step') end
