-- Claims one import to read: the one that waits longest, or whose reader's lease has run out. What an earlier attempt left
-- goes with the claim; whoever still writes for it finds the attempt over.
with next as (
  select extract_import_id
    from panels.extract_import
   where state = 'STORED' or (state = 'READING' and leased_until < now())
   order by imported_at
   limit 1
     for update skip locked
), claimed as (
  update panels.extract_import
     set state = 'READING', attempt = attempt + 1, leased_until = now() + interval '10 seconds', progress_percent = 0,
         row_count = 0, accepted_count = 0, rejected_count = 0
   where extract_import_id = (select extract_import_id from next)
  returning extract_import_id, attempt, upload_id, byte_count, as_of, serial_dates, version, layout_sha256, codes_sha256
), no_records as (
  delete from panels.child_record where extract_import_id = (select extract_import_id from claimed)
), no_issues as (
  delete from panels.import_issue where extract_import_id = (select extract_import_id from claimed)
)
select * from claimed
