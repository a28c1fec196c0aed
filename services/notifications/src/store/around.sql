-- The people around things that happened: $1 the inboxes in which they lie; $2 the children; $3 the workers whom they name, $4 those
-- of them in whose hands they lie; $5 today, by which it is said who covers whom; $6 a role of which everybody is
-- told, or null; $7 the role of other systems; $8 the panel that they are about, or null: up to it panels last told who manages a
-- child to whom the directory allocates nobody in role $9; $10 the roles that take whoever holds one out of case work. Of those who
-- have left, or have no part in case work, it is said that they are gone, with their line managers, through managers who are gone
-- too. Whoever has no line manager stands for their own. A worker whom the directory has not told of yet counts as present.
with recursive out_of_reach as not materialized (
  select worker_id, line_manager_id from people_worker where not active or roles = '{}' or roles && $10
), concerned as materialized (
  select 'member' as relation, worker_id, null as child_id, null::integer as role, inbox_id
    from people_inbox_member where inbox_id = any ($1)
  union all
  select distinct 'allocated', worker_id, child_id, role, null::uuid from people_allocation where child_id = any ($2)
  union all
  select 'allocated', managed.service_manager_id, managed.child_id, $9, null
    from (select distinct on (child_id) child_id, service_manager_id
            from notifications.panel_child
           where panel_date <= $8 and child_id = any ($2)
           order by child_id, panel_date desc) managed
   where managed.service_manager_id is not null
     and not exists (select from people_allocation own where own.child_id = managed.child_id and own.role = $9)
  union all
  select 'support', worker_id, null, null, null
    from people_worker
   where $6::integer is not null and active and $6 = any (roles) and not roles && $10
), managing as materialized (
  select coalesce(worker.line_manager_id, worker.worker_id) as worker_id, worker.worker_id as managed_id
    from people_worker worker
   where worker.worker_id = any ($4)
      or worker.worker_id in (select concerned.worker_id from concerned where relation = 'member')
), named as (
  select worker_id from concerned
  union
  select worker_id from managing
  union
  select unnest($3::uuid[])
), gone as (
  select worker_id, out_of_reach.line_manager_id from named join out_of_reach using (worker_id)
  union
  select manager.worker_id, manager.line_manager_id
    from gone
    join out_of_reach manager on manager.worker_id = gone.line_manager_id
), present as (
  select worker_id from named
  union
  select line_manager_id from gone where line_manager_id is not null
)
select relation, worker_id, child_id, role, inbox_id as other_id from concerned
union all
select 'manager', worker_id, null, null, managed_id from managing
union all
select 'system', worker_id, null, null, null
  from people_worker
 where worker_id in (select named.worker_id from named) and $7 = any (roles)
union all
select 'gone', worker_id, null, null, line_manager_id from gone
union all
select 'covered', cover.covered_id, null, null, cover.covering_id
  from present
  join people_cover cover on cover.covered_id = present.worker_id
 where not cover.ended
   and $5 between cover.first_day and cover.last_day
   and cover.covered_id in (select covered_by(cover.covering_id, $5))
   and cover.covering_id not in (select out_of_reach.worker_id from out_of_reach)
