-- Why: most events are about a step that is known. Two round trips, for the lock under which one replica at a time tells people of
-- anything and for the step as it then stands, become one: within a function each statement sees what was committed before it, so
-- the step is read after the lock is had.

create function notifications.workstep_alone(id uuid) returns setof notifications.workstep
language plpgsql volatile
set search_path from current
as $$
begin
  perform pg_advisory_xact_lock('notifications.notification'::regclass::oid::bigint);
  return query select step.* from notifications.workstep step where step.workstep_id = id;
end
$$;
comment on function notifications.workstep_alone is 'A step as it stands once nobody else tells anybody anything; the lock is that of one_at_a_time.';
