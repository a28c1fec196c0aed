-- Why: an agenda answers for every child in the extract, on or off, with what the filters saw; and the same inputs give the
-- same agenda. What became of a child is kept as the very line that was hashed, so that anybody can count the hash again.

create table panels.agenda (
  agenda_id         uuid        not null constraint agenda_pkey primary key,
  extract_import_id uuid        not null constraint agenda_of_an_extract references panels.extract_import,
  panel_date        date        not null,
  cohort            text        not null,
  cohort_title      text        not null,
  as_of             date        not null,
  draw_on           date        not null,
  inputs            text        not null,
  inputs_sha256     bytea       not null,
  filters           jsonb       not null,
  sha256            text        not null,
  stale             boolean     not null,
  late              boolean     not null,
  listed_count      int         not null,
  not_listed_count  int         not null,
  drawn_by          uuid        not null,
  drawn_at          timestamptz not null,
  constraint agenda_once unique (inputs_sha256)
);
comment on table panels.agenda is 'A drawn agenda. It never changes.';
comment on column panels.agenda.inputs is 'The first line of what sha256 is of: everything that the agenda depends on, as JSON.';
comment on column panels.agenda.inputs_sha256 is 'Of the extract''s id and the inputs: who draws from equal inputs gets this agenda.';
comment on column panels.agenda.filters is 'The cohort''s filters in their order: key, label, source.';

create index agenda_by_panel on panels.agenda (panel_date desc, drawn_at desc, agenda_id desc);

-- Without a foreign key: a million lines are written before their agenda, in one transaction with it.
create table panels.agenda_child (
  agenda_id       uuid    not null,
  child_id        text    not null collate "C",
  listed          boolean not null,
  service_manager text    not null collate "C",
  surname         text    not null collate "C",
  first_name      text    not null collate "C",
  off_by          text    not null,
  referred        boolean not null,
  line            text    not null,
  constraint agenda_child_pkey primary key (agenda_id, child_id)
);
comment on table panels.agenda_child is 'What became of each child of the extract: the lines behind the first of what the agenda''s sha256 is of, by child_id.';
comment on column panels.agenda_child.off_by is 'The filter that took the child off; empty for who is on the agenda.';
comment on column panels.agenda_child.referred is 'The service manager is asked to correct the record.';

create index agenda_child_in_order on panels.agenda_child (agenda_id, service_manager, surname, first_name, child_id)
  where listed;
create index agenda_child_referred on panels.agenda_child (agenda_id, child_id) where referred;
create index agenda_child_off_by on panels.agenda_child (agenda_id, off_by, child_id) where not listed;

create view panels.agenda_shown as
select agenda.*, worker.display_name as drawn_by_name
  from panels.agenda
  left join people_worker worker on worker.worker_id = agenda.drawn_by;
comment on view panels.agenda_shown is 'Agendas with the name of who drew them, as the directory last told it.';
