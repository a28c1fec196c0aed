-- The open actions that the step $1 does are done, with what is said of that ($2), by whoever finished it ($3) and when ($4).
with todo as (
  select panel_action_id from panels.panel_action where workstep_id = $1 and state = 1
), ended as (
  update panels.remembered set number = number + 1
   where kind = 'OPEN_ACTIONS' and exists (select from todo)
  returning number
), done as (
  update panels.panel_action action
     set state = 2, progress = $2, updated_by = $3, updated_at = $4, version = action.version + 1, ended_state = ended.number
    from ended, todo
   where action.panel_action_id = todo.panel_action_id and action.state = 1
  returning action.panel_action_id, action.version,
            coalesce(panels.allocated_manager(action.child_id), action.service_manager_id) as service_manager_id
), said as (
  insert into panels.panel_action_update (panel_action_id, version, state, progress, updated_by, updated_at)
  select done.panel_action_id, done.version, 2, $2, $3, $4 from done
)
select panel_action_id, version, service_manager_id from done order by panel_action_id
