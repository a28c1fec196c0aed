-- Why: under load events come together, and steps that moved together are read, written and told of together: as many round trips as
-- for one. As workstep_alone, which stays for replicas of the release before.

create function notifications.worksteps_alone(ids uuid[]) returns setof notifications.workstep
language plpgsql volatile
set search_path from current
as $$
begin
  perform pg_advisory_xact_lock('notifications.notification'::regclass::oid::bigint);
  return query select step.* from notifications.workstep step where step.workstep_id = any (ids);
end
$$;
comment on function notifications.worksteps_alone is 'Steps as they stand once nobody else tells anybody anything; the lock is that of one_at_a_time.';
