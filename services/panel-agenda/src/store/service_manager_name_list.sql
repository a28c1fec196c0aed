-- What the list of service managers' names is made of: those that are kept; what the newest extract that is read says, and of how
-- many children, those of most children where there are more than 10,000; who holds the role $2 and is here. Always one row.
-- $1 the token's subject.
select access($1, null) as access,
       (select coalesce(jsonb_agg(jsonb_build_object(
                 'name', kept.name, 'worker_id', kept.worker_id, 'worker_name', kept.worker_name, 'kept_by', kept.kept_by,
                 'kept_by_name', coalesce(keeper.display_name, ''), 'kept_at', kept.kept_at, 'since', kept.since_state)), '[]')
          from panels.service_manager_name kept
          left join people_worker keeper on keeper.worker_id = kept.kept_by
         where kept.until_state is null) as kept,
       (select coalesce(jsonb_agg(jsonb_build_array(text.service_manager, text.children)
                 order by text.service_manager collate "C"), '[]')
          from (
            select record.service_manager, count(*)::int as children
              from panels.child_record record
             where record.service_manager <> ''
               and record.extract_import_id = (
                 select extract_import_id from panels.extract_import
                  where state = 'READ' order by as_of desc, imported_at desc, extract_import_id desc limit 1)
             group by record.service_manager
             order by children desc
             limit 10000) text) as said,
       (select coalesce(jsonb_agg(jsonb_build_object('id', worker_id, 'name', display_name) order by worker_id), '[]')
          from people_worker where active and $2 = any (roles)) as here
