-- A new import with its event, audit entry and receipt. The same bytes twice run into extract_import_once.
with guard as (
  insert into panels.extract_import (extract_import_id, upload_id, file_name, as_of, serial_dates, byte_count, sha256,
                                     imported_by, imported_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning 1
)
select case when exists (select from guard) then record($10, $11, $12) end
