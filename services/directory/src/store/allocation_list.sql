-- A worker's children.
-- $1 caller's subject, $2 worker_id (the caller's when null),
-- $3, $4 and $5 surname_key, first_name_key and child_id of the last row, $6 rows
with asked as materialized (
  select access($1, null) as access
), standing as (
  select child_id, array_agg(role order by role) as roles
    from directory.allocation, asked
   where worker_id = coalesce($2, (access ->> 'worker_id')::uuid) and ended_at is null
   group by child_id
), found as (
  select child_record.*, standing.roles
    from standing join directory.child_record using (child_id)
   where (surname_key, first_name_key, child_id) > (coalesce($3, ''), coalesce($4, ''), coalesce($5, ''))
   order by surname_key, first_name_key, child_id
   limit $6
)
select access, (select coalesce(json_agg(found order by surname_key, first_name_key, child_id), '[]') from found) as found
  from asked
