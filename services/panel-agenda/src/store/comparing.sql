-- Who is on the agendas $2 and $3, by id, and what keeps them off the other. Always at least one row: one without a child where
-- there is none. $1 the token's subject.
with compared as (
  select coalesce(earlier.child_id, later.child_id) as child_id,
         coalesce(earlier.listed, false) as on_earlier, coalesce(later.listed, false) as on_later,
         case when coalesce(earlier.listed, false) then coalesce(later.off_by, '') else coalesce(earlier.off_by, '') end as off_by
    from (select * from panels.agenda_child where agenda_id = $2) earlier
    full join (select * from panels.agenda_child where agenda_id = $3) later on later.child_id = earlier.child_id
   where earlier.listed or later.listed
)
select access($1, null) as access,
       (select coalesce((
         select record.service_manager from panels.agenda
           join panels.child_record record using (extract_import_id)
          where agenda.agenda_id in ($2, $3) and record.child_id = compared.child_id
          order by agenda.agenda_id = $3 desc limit 1), '')) as service_manager,
       (select count(*) = 2 or $2 = $3 and count(*) = 1 from panels.agenda where agenda_id in ($2, $3)) as both, compared.*
  from (select) as always
  left join compared on true
 order by compared.child_id
