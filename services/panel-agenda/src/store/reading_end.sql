-- Ends attempt $2, if it still holds: READ, and all of its rows can be seen, or REFUSED, and none are kept.
with ended as (
  update panels.extract_import
     set state = $3, refusal_reason = $4, refusal_message = $5, leased_until = null, version = version + 1,
         progress_percent = case $3 when 'READ' then 100 else progress_percent end,
         row_count = $6, accepted_count = $7, rejected_count = $8,
         flagged_count = case $3 when 'READ' then (
           select count(*) from panels.child_record record where record.extract_import_id = $1 and record.flags <> 0
         ) else 0 end,
         proceedings_said = $3 = 'READ' and exists (
           select from panels.child_record record
            where record.extract_import_id = $1 and record.care_proceedings <> 'blank')
   where extract_import_id = $1 and attempt = $2 and state = 'READING'
  returning state
), no_records as (
  delete from panels.child_record
   where extract_import_id = $1 and exists (select from ended where state = 'REFUSED')
), no_issues as (
  delete from panels.import_issue
   where extract_import_id = $1 and exists (select from ended where state = 'REFUSED')
)
select record($9, null, null) from ended
