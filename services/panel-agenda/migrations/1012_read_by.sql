-- Why: what an extract's rows say follows from its bytes and from the layout and code sets by which they are read. Both are kept with the
-- extract, as they stood when it was handed in: an agenda drawn from it can be drawn again from the very bytes. A council that has
-- mended its layout hands the same file in again, and it is read anew.

alter table panels.extract_import
  add column layout_sha256 text not null default '',
  add column codes_sha256  text not null default '';
comment on column panels.extract_import.layout_sha256 is 'The layout by which it is read, in kept_text; empty where it was handed in before layouts were kept.';
comment on column panels.extract_import.codes_sha256 is 'The code sets by which it is read, likewise.';
comment on table panels.kept_text is 'The layouts and code sets by which extracts were read, and the rules and code sets by which agendas were drawn, by the hashes that extracts and agendas record. Rules that a council created stand in rule_set too.';

drop index panels.extract_import_once;
create unique index extract_import_once on panels.extract_import (sha256, as_of, serial_dates, layout_sha256, codes_sha256)
  where state <> 'REFUSED';
comment on table panels.extract_import is
  'One export "Children Currently in Care". The same bytes of the same day, read by the same texts, are one import, unless it was refused.';

create or replace view panels.extract_import_shown as
select import.extract_import_id, import.upload_id, import.file_name, import.as_of, import.serial_dates, import.byte_count,
       encode(import.sha256, 'hex') as sha256, import.state, import.progress_percent, import.row_count,
       import.accepted_count, import.rejected_count, import.flagged_count, import.refusal_reason, import.refusal_message,
       import.imported_by, worker.display_name as imported_by_name, import.imported_at, import.proceedings_said,
       import.layout_sha256, import.codes_sha256
  from panels.extract_import import
  left join people_worker worker on worker.worker_id = import.imported_by;
