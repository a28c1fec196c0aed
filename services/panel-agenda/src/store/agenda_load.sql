-- What a draw begins with: the extract of the id $4 or, where that is null, the newest that is read and was made on $5 or
-- before; who is asking; the receipt of an equal call. Always one row.
-- $1 the token's subject, $2 the call, $3 its request_id.
with chosen as (
  (select extract_import_id from panels.extract_import where extract_import_id = $4)
  union all
  (select extract_import_id
     from panels.extract_import
    where $4::uuid is null and state = 'READ' and as_of <= $5
    order by as_of desc, imported_at desc, extract_import_id desc
    limit 1)
)
select access($1, null) as access, receipt.body_hash, receipt.answer, shown.*
  from (select) as always
  left join chosen on true
  left join panels.extract_import_shown shown using (extract_import_id)
  left join lateral recall($1, $2, $3) receipt on true
