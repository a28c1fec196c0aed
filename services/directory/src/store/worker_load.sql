-- What UpdateWorker is decided on.
-- $1 caller's subject, $2 rpc, $3 request_id, $4 worker_id, $5 wanted team_id, $6 wanted line_manager_id, $7 wanted subject,
-- $8 the roles that do no case work
with recursive manager (worker_id, line_manager_id) as (
  select worker_id, line_manager_id from directory.worker where worker_id = $6
  union
  select above.worker_id, above.line_manager_id
    from manager join directory.worker above on above.worker_id = manager.line_manager_id
), stands_with as (
  select worker_id, line_manager_id, active from directory.worker where worker_id = $6
  union
  select above.worker_id, above.line_manager_id, above.active
    from stands_with join directory.worker above on above.worker_id = stands_with.line_manager_id
   where not stands_with.active
), behind as (
  select worker_id, active from directory.worker where worker_id = $4
  union
  select gone.worker_id, gone.active
    from behind join directory.worker gone on gone.line_manager_id = behind.worker_id
   where not gone.active
)
select access($1, null) as access, earlier.body_hash, earlier.answer,
       (select to_json(worker_record) from directory.worker_record where worker_id = $4) as worker,
       (select worker_id from directory.worker where subject = $7 and worker_id <> $4) as holder,
       exists (select from directory.team where team_id = $5) as team_known,
       array(select worker_id from manager) as managers,
       (select worker_record.roles from directory.worker_record
         where worker_id = (select worker_id from stands_with where active)) as stands_with,
       array(select worker_id from behind
              where not active and exists (select from directory.worker_role held
                                            where held.worker_id = behind.worker_id and held.role <> all ($8))
              order by worker_id) as left_behind,
       (select version from directory.line_management) as management_version
  from (values (1)) as once (call)
  left join recall($1, $2, $3) as earlier on true
