-- The covers in which a worker is covered or covering, those of every role of theirs once.
-- $1 caller's subject, $2 worker_id (the caller's when null), $3 a day after which they are not over (all when null),
-- $4 and $5 first_day and cover_id of the last row, $6 rows
with asked as materialized (
  select access($1, null) as access
), whose as (
  select coalesce($2, (access ->> 'worker_id')::uuid) as worker_id from asked
), found as (
  select cover_record.*
    from whose join directory.cover_record on whose.worker_id in (covered_id, covering_id)
   where ($3::date is null or (last_day >= $3 and ended_at is null))
     and ($4::date is null or (first_day, cover_id) > ($4, $5::uuid))
   order by first_day, cover_id
   limit $6
)
select access, (select coalesce(json_agg(found order by first_day, cover_id), '[]') from found) as found from asked
