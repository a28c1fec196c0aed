-- Requests that come into other lists, all of them or none. They are locked in the order of their ids, so that two of these
-- never wait for each other.
-- $1 the requests: id, version they were read in, new holder, version, who changed them and when; $2 events, $3 audit,
-- $4 receipt
with wanted as materialized (
  select * from jsonb_to_recordset($1) as wanted
    (id uuid, read_version bigint, worker_id uuid, inbox_id uuid, version bigint, changed_by uuid, changed_at timestamptz)
), locked as materialized (
  select request_id from requests.request where request_id in (select id from wanted) order by request_id for update
), passed as (
  update requests.request
     set worker_id = wanted.worker_id, inbox_id = wanted.inbox_id,
         from_inbox_id = case when wanted.inbox_id is null
                              then coalesce(request.inbox_id, request.from_inbox_id) end,
         version = wanted.version, changed_by = wanted.changed_by, changed_at = wanted.changed_at
    from wanted
   where request_id = wanted.id and request.version = wanted.read_version and (select count(*) from locked) >= 0
  returning 1
)
select case when (select count(*) from passed) = (select count(*) from wanted) then record($2, $3, $4)
            else stale('request') end
