-- What keeping the name $4 (folded) for the worker $5, or for nobody, is decided on: the state, for whom it is kept, the worker if
-- they hold the role $6 and are here, who is asking, the receipt of an equal call. Always one row.
-- $1 the token's subject, $2 the call, $3 its request_id.
select access($1, null) as access, receipt.body_hash, receipt.answer,
       (select number from panels.remembered where kind = 'SERVICE_MANAGER_NAMES') as state,
       (select jsonb_build_object(
                 'name', kept.name, 'worker_id', kept.worker_id, 'worker_name', kept.worker_name, 'kept_by', kept.kept_by,
                 'kept_by_name', coalesce(keeper.display_name, ''), 'kept_at', kept.kept_at, 'since', kept.since_state)
          from panels.service_manager_name kept
          left join people_worker keeper on keeper.worker_id = kept.kept_by
         where kept.folded = $4 and kept.until_state is null) as standing,
       (select jsonb_build_object('id', worker_id, 'name', display_name)
          from people_worker where worker_id = $5 and active and $6 = any (roles)) as worker
  from (select) as always
  left join lateral recall($1, $2, $3) receipt on true
