-- Why: the directory's current allocation decides whose a child is, not the extract (document B's agenda goes to each service manager
-- for their own children). Where the directory allocates nobody, the worker counts for whom the extract's text is kept.

create function panels.allocated_manager(child_id text) returns uuid
language sql stable
as $$
  -- 3 is permanence.directory.v1.AllocationRole's service manager.
  select allocation.worker_id from people_allocation allocation
   where allocation.child_id = allocated_manager.child_id and allocation.role = 3
$$;
comment on function panels.allocated_manager is 'The service manager whom the directory allocates to a child now; null for nobody.';

create or replace view panels.panel_action_shown as
select action.panel_action_id, action.panel_date, action.child_id, action.cohort, action.number, action.what, action.owner_id,
       action.owner_name, action.due_on, action.service_manager, action.recorded_state, action.ended_state, action.state,
       action.progress, action.updated_by, action.updated_at, action.version, updater.display_name as updated_by_name,
       action.workstep_id, step.title as workstep_title, action.service_manager_id,
       panels.allocated_manager(action.child_id) as allocated_manager_id
  from panels.panel_action action
  left join people_worker updater on updater.worker_id = action.updated_by
  left join panels.workstep step on step.workstep_id = action.workstep_id;
