-- What waits in one worker's own list, newest first, with its count and the worker's managers, upwards.
-- $1 the token's subject, $2 the worker, $3, $4 the place after which to go on, or null; $5 how many rows; $6 today in London.
-- Always at least one row: one without a request when there is none.
with recursive above as (
  select line_manager_id as manager from people_worker where worker_id = $2
  union
  select worker.line_manager_id from above join people_worker worker on worker.worker_id = above.manager
), page as (
  select request_id, sent_at
    from requests.request
   where state = 'SENT' and worker_id = $2
     and (sent_at, request_id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
   order by sent_at desc, request_id desc
   limit $5
)
select access($1, null, $6) as access, array(select manager from above where manager is not null) as managers,
       (select count(*) from requests.request where state = 'SENT' and worker_id = $2) as total_size, shown.*
  from (select) as always
  left join page on true
  left join requests.request_named shown on shown.request_id = page.request_id
 order by page.sent_at desc, page.request_id desc
