-- A new import with its event, audit entry and receipt, and the texts by which it is read: the layout ($13 its hash, $14 its text) and
-- the code sets ($15, $16). The same bytes twice run into extract_import_once.
with guard as (
  insert into panels.extract_import (extract_import_id, upload_id, file_name, as_of, serial_dates, byte_count, sha256,
                                     imported_by, imported_at, layout_sha256, codes_sha256)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $13, $15)
  returning 1
), kept as (
  insert into panels.kept_text (sha256, text)
  select * from (values ($13::text, $14::text), ($15::text, $16::text)) as given
  on conflict on constraint kept_text_pkey do nothing
)
select case when exists (select from guard) then record($10, $11, $12) end
