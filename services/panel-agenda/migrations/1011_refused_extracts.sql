-- Why: what refused a file may be mended (the council's layout of extracts, a column's name), and then the same bytes are read.
-- One import of the same bytes of a day is left, as long as it was not refused.
alter table panels.extract_import drop constraint extract_import_once;
create unique index extract_import_once on panels.extract_import (sha256, as_of, serial_dates) where state <> 'REFUSED';
comment on table panels.extract_import is
  'One export "Children Currently in Care". The same bytes of the same day are one import, unless it was refused.';
