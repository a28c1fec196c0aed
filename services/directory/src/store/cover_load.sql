-- What SetCover and EndCover are decided on.
-- $1 caller's subject, $2 rpc, $3 request_id, $4 cover_id, $5 and $6 covered and covering worker (those that stand when null)
with standing as (
  select * from directory.cover_record where cover_id = $4
)
select access($1, null) as access, earlier.body_hash, earlier.answer,
       (select to_json(standing) from standing) as cover,
       (select to_json(worker_record) from directory.worker_record
         where worker_id = coalesce($5, (select covered_id from standing))) as covered,
       (select to_json(worker_record) from directory.worker_record
         where worker_id = coalesce($6, (select covering_id from standing))) as covering
  from (values (1)) as once (call)
  left join recall($1, $2, $3) as earlier on true
