-- What UpdateWorker is decided on.
-- $1 caller's subject, $2 rpc, $3 request_id, $4 worker_id, $5 wanted team_id, $6 wanted line_manager_id, $7 wanted subject
with recursive manager (worker_id, line_manager_id) as (
  select worker_id, line_manager_id from directory.worker where worker_id = $6
  union
  select above.worker_id, above.line_manager_id
    from manager join directory.worker above on above.worker_id = manager.line_manager_id
)
select access($1, null) as access, earlier.body_hash, earlier.answer,
       (select to_json(worker_record) from directory.worker_record where worker_id = $4) as worker,
       (select worker_id from directory.worker where subject = $7 and worker_id <> $4) as holder,
       exists (select from directory.team where team_id = $5) as team_known,
       array(select worker_id from manager) as managers,
       (select version from directory.line_management) as management_version
  from (values (1)) as once (call)
  left join recall($1, $2, $3) as earlier on true
