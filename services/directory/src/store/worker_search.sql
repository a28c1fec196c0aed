-- The Find button. $1 caller's subject, $2 words, each in a name, $3 roles, $4 team_id, $5 inbox_id, $6 line manager first,
-- $7 the line manager whom an earlier page showed, $8 and $9 name_key and worker_id of the last row, $10 rows
with asked as materialized (
  select access($1, null) as access
), head as (
  select (access ->> 'line_manager_id')::uuid as worker_id from asked where $6 and $8::text is null
), found as (
  select worker_record.*, worker_id is not distinct from (select worker_id from head) as leads
    from directory.worker_record
   where active
     and not exists (select from unnest($2::text[]) as word where strpos(name_key, word) = 0)
     and ($3::integer[] = '{}' or exists (
           select from directory.worker_role held
            where held.worker_id = worker_record.worker_id and held.role = any ($3) and held.ended_at is null))
     and ($4::uuid is null or team_id = $4)
     and ($5::uuid is null or exists (
           select from directory.inbox_member member
            where member.worker_id = worker_record.worker_id and member.inbox_id = $5 and member.ended_at is null))
     and worker_id is distinct from $7::uuid
     and ($8::text is null or (name_key, worker_id) > ($8, $9::uuid))
   order by leads desc, name_key, worker_id
   limit $10
)
select access, (select coalesce(json_agg(found order by leads desc, name_key, worker_id), '[]') from found) as found
  from asked
