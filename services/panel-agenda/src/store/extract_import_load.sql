-- The import of the same bytes of the same day that is read by the same texts, or of which that was not kept; the last one of an earlier day, neither of them refused; who is asking, and the
-- receipt of an equal call: always one row.
-- $1 the token's subject, $2 the call, $3 its request_id, $4 the hash, $5 the day, $6 the calendar of serial dates, $7 the
-- hash of the layout, $8 of the code sets.
select access($1, null) as access, receipt.body_hash, receipt.answer, shown.*,
       before.extract_import_id as before_id, before.as_of as before_as_of
  from (select) as always
  left join lateral (
    select extract_import_id from panels.extract_import
     where sha256 = $4 and as_of = $5 and serial_dates = $6 and state <> 'REFUSED'
       and (layout_sha256, codes_sha256) in (($7, $8), ('', ''))
     order by layout_sha256 desc limit 1) same on true
  left join panels.extract_import_shown shown on shown.extract_import_id = same.extract_import_id
  left join lateral (
    select extract_import_id, as_of from panels.extract_import
     where sha256 = $4 and as_of < $5 and state <> 'REFUSED'
     order by as_of desc limit 1) before on true
  left join lateral recall($1, $2, $3) receipt on true
