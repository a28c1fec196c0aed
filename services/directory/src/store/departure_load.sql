-- What DeactivateWorker is decided on. $1 caller's subject, $2 rpc, $3 request_id, $4 worker_id, $5 today in London
with recursive manager as (
  select above.worker_id, above.line_manager_id, above.active
    from directory.worker join directory.worker above on above.worker_id = worker.line_manager_id
   where worker.worker_id = $4
  union
  select above.worker_id, above.line_manager_id, above.active
    from manager join directory.worker above on above.worker_id = manager.line_manager_id
   where not manager.active
)
select access($1, null) as access, earlier.body_hash, earlier.answer,
       (select to_json(worker_record) from directory.worker_record where worker_id = $4) as worker,
       array(select distinct role from directory.worker_role where worker_id = $4) as held,
       (select worker_record.roles from directory.worker_record
         where worker_id = (select worker_id from manager where active)) as stands_with,
       (select coalesce(json_agg(inbox_record order by inbox_id), '[]') from directory.inbox_record
         where inbox_id in (select inbox_id from directory.inbox_member
                             where worker_id = $4 and ended_at is null)) as inboxes,
       (select coalesce(json_agg(cover_record order by cover_id), '[]') from directory.cover_record
         where $4 in (covered_id, covering_id) and ended_at is null and last_day >= $5) as covers
  from (values (1)) as once (call)
  left join recall($1, $2, $3) as earlier on true
