-- The folder Incoming requests: what waits in the lists that the caller sees, with its count.
-- $1 the token's subject; $2 an inbox, $3 a child, $4 a type to keep, each or null; $5 to $7 key, instant and id of the last
-- row, null at the beginning; $8 how many rows; $9 today in London; $10 and $11 first and last day of sending, $12 a team to
-- keep, each or null; $13 the order, a number of permanence.type.v1.FolderOrder; $14 the title of a workstep to keep, or null.
-- Always at least one row: one without a request when there is none.
with caller as materialized (
  select access($1, $3) as access
), lists as materialized (
  select * from folders($1, $9) list where $2::uuid is null or list.inbox_id = $2
), of_team as materialized (
  select array(
    select allocation.child_id
      from people_worker worker
      join people_allocation allocation on allocation.worker_id = worker.worker_id and allocation.role = 1
     where worker.team_id = $12) as children
), kept as materialized (
  select placed.request_id, placed.sent_at, placed.child_id, lists.ground, lists.whose_id, lists.whose_name
    from lists
   cross join lateral (
     select request_id, sent_at, child_id, kind, workstep_title
       from requests.request
      where state = 'SENT' and worker_id = lists.worker_id
     union all
     select request_id, sent_at, child_id, kind, workstep_title
       from requests.request
      where state = 'SENT' and inbox_id = lists.inbox_id
   ) placed
   where ($3::text is null or placed.child_id = $3) and ($4::text is null or placed.kind = $4)
     and ($14::text is null or lower(placed.workstep_title) = lower($14))
     and ($10::date is null or (placed.sent_at at time zone 'Europe/London')::date >= $10)
     and ($11::date is null or (placed.sent_at at time zone 'Europe/London')::date <= $11)
     and ($12::uuid is null or placed.child_id = any ((select children from of_team)::text[]))
), at as (
  select extract(epoch from $6::timestamptz) * case when $13 = 2 then 1 else -1 end as moment
), sorted as (
  select kept.*, extract(epoch from sent_at) * case when $13 = 2 then 1 else -1 end as moment,
         coalesce(case $13
           when 3 then (
             select lower(child.surname || E'\x1f' || child.first_name) || E'\x1f' || child.child_id
               from people_child child
              where child.child_id = kept.child_id)
           when 4 then (
             select lower(request.type_title || ':' || request.workstep_title)
               from requests.request
              where request.request_id = kept.request_id)
           when 6 then (
             select lower(request.workstep_title) from requests.request where request.request_id = kept.request_id)
           when 5 then (
             select lower(team.name)
               from people_allocation allocation
               join people_worker worker on worker.worker_id = allocation.worker_id
               join people_team team on team.team_id = worker.team_id
              where allocation.child_id = kept.child_id and allocation.role = 1)
         end, '') collate "C" as key
    from kept
), page as (
  select sorted.*,
         row_number() over (
           order by key, sorted.moment, case when $13 = 2 then request_id end, request_id desc) as place
    from sorted, at
   where $7::uuid is null or (key, sorted.moment) > ($5::text, at.moment)
      or (key, sorted.moment) = ($5, at.moment)
         and case when $13 = 2 then request_id > $7 else request_id < $7 end
   order by place
   limit $8
)
select caller.access, (select count(*) from kept) as total_size, shown.*, page.key as sorted_by, page.ground, page.whose_id,
       page.whose_name
  from caller
  left join page on true
  -- One at a time: a join would be free to read the archive for a page.
  left join lateral (select * from requests.request_named shown where shown.request_id = page.request_id limit 1) shown
    on true
 order by page.place
