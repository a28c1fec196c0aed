-- The extract of that id or, where $2 is null, the newest that is read and was made on $3 or before: always one row.
with chosen as (
  (select extract_import_id from panels.extract_import where extract_import_id = $2)
  union all
  (select extract_import_id
     from panels.extract_import
    where $2::uuid is null and state = 'READ' and as_of <= $3
    order by as_of desc, imported_at desc, extract_import_id desc
    limit 1)
)
select access($1, null) as access, shown.*
  from (select) as always
  left join chosen on true
  left join panels.extract_import_shown shown using (extract_import_id)
