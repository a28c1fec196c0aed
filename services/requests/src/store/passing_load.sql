-- Requests that shall be passed on, who is asking, and the receipt of an equal call. At least one row: one without a request
-- when there is none.
-- $1 the token's subject, $2 the requests, $3 the call, $4 its request_id, $5 the worker who shall have them, $6 the inbox
-- (either null), $7 today in London
with recursive found as (
  select shown.* from requests.request_named shown where shown.request_id = any ($2)
), above as (
  select found.request_id, worker.line_manager_id as manager
    from found join people_worker worker on worker.worker_id = found.worker_id
  union
  select above.request_id, worker.line_manager_id
    from above join people_worker worker on worker.worker_id = above.manager
)
select access($1, null, $7) as access, receipt.body_hash, receipt.answer,
       (select worker.roles from people_worker worker where worker.worker_id = $5 and worker.active) as receiver_roles,
       coalesce((select worker.display_name from people_worker worker where worker.worker_id = $5),
                (select inbox.name from people_inbox inbox where inbox.inbox_id = $6)) as receiver_name,
       exists (select from people_inbox inbox where inbox.inbox_id = $6) as inbox_known,
       array(select manager from above where above.request_id = found.request_id and manager is not null) as managers,
       found.*
  from (select) as always
  left join lateral recall($1, $3, $4) receipt on true
  left join found on true
