-- The name $2 (folded) is kept as $3 for the worker $4 whom the directory shows as $5, by $6 at $7, or for nobody where these are
-- null, from the state after $1 on; with its event, audit entry and receipt.
with guard as (
  update panels.remembered set number = number + 1
   where kind = 'SERVICE_MANAGER_NAMES' and number = $1
  returning number
), ended as (
  update panels.service_manager_name standing set until_state = guard.number
    from guard
   where standing.folded = $2 and standing.until_state is null
  returning 1
), kept as (
  -- What is counted has ended first: a name stands once.
  insert into panels.service_manager_name (folded, name, worker_id, worker_name, kept_by, kept_at, since_state)
  select $2, $3, $4, $5, $6, $7, guard.number
    from guard
   where $3::text is not null and (select count(*) from ended) <= 1
)
select case when exists (select from guard) then record($8, $9, $10) else stale('service manager names') end
