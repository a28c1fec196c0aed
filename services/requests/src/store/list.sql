-- The requests of a step, a case or a child, newest first; exactly one of $2, $3, $4 is given.
-- $1 the token's subject; $5, $6 the place after which to go on, or null; $7 how many rows. Always at least one row: one
-- without a request when there is none.
with page as materialized (
  (select request_id, sent_at, child_id
     from requests.request
    where workstep_id = $2
      and (sent_at, request_id) < (coalesce($5::timestamptz, 'infinity'), coalesce($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by sent_at desc, request_id desc
    limit $7)
  union all
  (select request_id, sent_at, child_id
     from requests.request
    where case_id = $3
      and (sent_at, request_id) < (coalesce($5::timestamptz, 'infinity'), coalesce($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by sent_at desc, request_id desc
    limit $7)
  union all
  (select request_id, sent_at, child_id
     from requests.request
    where child_id = $4
      and (sent_at, request_id) < (coalesce($5::timestamptz, 'infinity'), coalesce($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by sent_at desc, request_id desc
    limit $7)
), caller as materialized (
  select access($1, coalesce($4, (select child_id from page limit 1))) as access
)
select caller.access, shown.*
  from caller
  left join page on true
  left join requests.request_named shown on shown.request_id = page.request_id
 order by page.sent_at desc, page.request_id desc
