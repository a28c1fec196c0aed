-- Why: the panel's agenda is drawn from an export of the children in care, which has to be the very one in three years too.
-- So the bytes are kept as they came, and each row that says something of a child as it was read. Readers look at imports
-- whose state is READ only: what an interrupted reading left is never seen.

create table panels.extract_upload (
  upload_id uuid        not null constraint extract_upload_pkey primary key,
  begun_at  timestamptz not null default now()
);
comment on table panels.extract_upload is 'Bytes that were handed in, or are being. One that no import came of is swept away after a day.';

create table panels.extract_piece (
  upload_id uuid  not null constraint extract_piece_of_an_upload references panels.extract_upload on delete cascade,
  number    int   not null,
  bytes     bytea not null,
  constraint extract_piece_pkey primary key (upload_id, number)
);
-- They are compressed already, or read once.
alter table panels.extract_piece alter column bytes set storage external;
comment on table panels.extract_piece is 'An upload in pieces of equal size, the last one excepted: any byte is found by its place.';

create table panels.extract_import (
  extract_import_id uuid        not null constraint extract_import_pkey primary key,
  upload_id         uuid        not null constraint extract_import_of_an_upload references panels.extract_upload,
  file_name         text        not null,
  as_of             date        not null,
  serial_dates      smallint    not null constraint extract_import_serial_dates_known check (serial_dates between 0 and 2),
  byte_count        bigint      not null,
  sha256            bytea       not null,
  state             text        not null default 'STORED',
  attempt           int         not null default 0,
  leased_until      timestamptz,
  progress_percent  smallint    not null default 0,
  row_count         int         not null default 0,
  accepted_count    int         not null default 0,
  rejected_count    int         not null default 0,
  flagged_count     int         not null default 0,
  refusal_reason    text,
  refusal_message   text,
  imported_by       uuid        not null,
  imported_at       timestamptz not null,
  version           bigint      not null default 1,
  constraint extract_import_once unique (sha256, as_of, serial_dates),
  constraint extract_import_rows_add_up check (row_count = accepted_count + rejected_count),
  constraint extract_import_state_has_its_facts check (
    case state
      when 'STORED'  then leased_until is null and refusal_reason is null
      when 'READING' then leased_until is not null and refusal_reason is null
      when 'READ'    then leased_until is null and refusal_reason is null
      when 'REFUSED' then leased_until is null and num_nonnulls(refusal_reason, refusal_message) = 2
      else false
    end)
);
comment on table panels.extract_import is 'One export "Children Currently in Care". The same bytes of the same day are one import.';
comment on column panels.extract_import.attempt is 'Counts the readings. Who was taken for dead and goes on writing, writes for an attempt that is over: nothing.';

create index extract_import_to_read on panels.extract_import (imported_at) where state in ('STORED', 'READING');
create index extract_import_newest on panels.extract_import (as_of desc, imported_at desc, extract_import_id desc) where state = 'READ';

create table panels.child_record (
  extract_import_id   uuid     not null,
  child_id            text     not null collate "C",
  row_number          int      not null,
  surname             text     not null,
  first_name          text     not null,
  gender              text     not null,
  team                text     not null,
  social_worker       text     not null,
  service_manager     text     not null,
  plan_said           text     not null,
  legal_status        text     not null,
  placement_code      text     not null,
  permanence_plan     text     not null,
  permanence_achieved text     not null,
  care_proceedings    text     not null,
  legal_determination text     not null,
  born                date,
  exported_age        smallint,
  in_care_since       date,
  flags               int      not null,
  constraint child_record_pkey primary key (extract_import_id, child_id)
);
comment on table panels.child_record is 'What an accepted row says of a child, codes by their keys. Of two rows for one child the later one (B14).';
comment on column panels.child_record.flags is 'A bit for each kind of issue that flags it, by its place in the engine''s list.';

create table panels.import_issue (
  extract_import_id uuid     not null,
  row_number        int      not null,
  kind              smallint not null,
  column_key        text     not null,
  rejects           boolean  not null,
  value             text     not null,
  constraint import_issue_pkey primary key (extract_import_id, row_number, kind, column_key)
);
comment on table panels.import_issue is 'What is wrong with a row. The value is personal: it goes to who may see extracts, and nowhere else.';
comment on column panels.import_issue.kind is 'The number of permanence.panels.v1.ImportIssueKind.';

create view panels.extract_import_shown as
select import.extract_import_id, import.upload_id, import.file_name, import.as_of, import.serial_dates, import.byte_count,
       encode(import.sha256, 'hex') as sha256, import.state, import.progress_percent, import.row_count,
       import.accepted_count, import.rejected_count, import.flagged_count, import.refusal_reason, import.refusal_message,
       import.imported_by, worker.display_name as imported_by_name, import.imported_at
  from panels.extract_import import
  left join people_worker worker on worker.worker_id = import.imported_by;
comment on view panels.extract_import_shown is 'Imports with the name of who handed them in, as the directory last told it.';
