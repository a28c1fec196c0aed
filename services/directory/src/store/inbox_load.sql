-- What UpdateInbox is decided on. $1 caller's subject, $2 rpc, $3 request_id, $4 inbox_id, $5 wanted members, $6 wanted name_key
select access($1, null) as access, earlier.body_hash, earlier.answer,
       (select to_json(inbox_record) from directory.inbox_record where inbox_id = $4) as inbox,
       (select inbox_id from directory.inbox where name_key = $6 and inbox_id <> $4) as holder,
       (select coalesce(json_agg(json_build_object('id', worker_id, 'display_name', display_name)
                                 order by name_key, worker_id), '[]')
          from directory.worker where worker_id = any ($5)) as known
  from (values (1)) as once (call)
  left join recall($1, $2, $3) as earlier on true
