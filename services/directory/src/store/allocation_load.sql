-- What SetAllocation is decided on. $1 caller's subject, $2 rpc, $3 request_id, $4 child_id, $5 wanted worker_id
select access($1, $4) as access, earlier.body_hash, earlier.answer,
       (select to_json(child_record) from directory.child_record where child_id = $4) as child,
       (select to_json(worker_record) from directory.worker_record where worker_id = $5) as candidate
  from (values (1)) as once (call)
  left join recall($1, $2, $3) as earlier on true
