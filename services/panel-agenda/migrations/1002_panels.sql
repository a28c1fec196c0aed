-- Why: panels take place on Thursdays by a rotation, and their agenda is issued in numbered versions. What people say about a
-- child on it holds for the panel, whichever version is issued. Nothing is changed in place: what was said last counts.

create table panels.rotation (
  number            int         not null constraint rotation_pkey primary key,
  anchor            date        not null constraint rotation_begins_on_a_thursday check (extract(isodow from anchor) = 4),
  when_it_falls_out smallint    not null constraint rotation_falls_out_known check (when_it_falls_out in (1, 2)),
  recorded_by       uuid        not null,
  recorded_at       timestamptz not null
);
comment on table panels.rotation is 'By what panels are planned: on a day the one that was recorded last of those whose anchor is not after it.';
comment on column panels.rotation.when_it_falls_out is 'The number of permanence.panels.v1.WhenItFallsOut.';

create table panels.cancellation (
  panel_date   date        not null constraint cancellation_pkey primary key,
  reason       text        not null,
  cancelled_by uuid        not null,
  cancelled_at timestamptz not null
);
comment on table panels.cancellation is 'Thursdays without a panel. For good: another panel may have taken the cohort over.';

create table panels.issue (
  panel_date    date        not null,
  number        int         not null constraint issue_number_counts check (number > 0),
  agenda_id     uuid        not null constraint issue_of_an_agenda references panels.agenda,
  circulated_by uuid        not null,
  circulated_at timestamptz not null,
  constraint issue_pkey primary key (panel_date, number)
);
comment on table panels.issue is 'The versions of a panel''s agenda, in their order: the last one is issued.';
create index issue_by_agenda on panels.issue (agenda_id, number desc);

create table panels.item_change (
  panel_date date        not null,
  child_id   text        not null collate "C",
  number     int         not null constraint item_change_number_counts check (number > 0),
  removed    boolean     not null,
  reason     smallint    not null constraint item_change_reason_known check (reason between 0 and 3),
  note       text        not null,
  changed_by uuid        not null,
  changed_at timestamptz not null,
  constraint item_change_pkey primary key (panel_date, child_id, number),
  constraint item_change_removal_has_a_reason check (removed = (reason > 0))
);
comment on table panels.item_change is 'Removals of children from a panel''s agenda and restorations, in their order: the last one holds.';
comment on column panels.item_change.number is 'The item''s etag; without any row it is 0.';

create table panels.remembered (
  kind   text   not null constraint remembered_pkey primary key,
  number bigint not null
);
comment on table panels.remembered is 'The numbered states of what is remembered of children from elsewhere than the extract. Each change takes the next number, and agendas record from which one they were drawn.';
insert into panels.remembered (kind, number) values ('LEGAL_DETERMINATIONS', 0);

create table panels.legal_determination (
  legal_determination_id uuid        not null constraint legal_determination_pkey primary key,
  child_id               text        not null collate "C",
  determined_on          date        not null,
  review_on              date        constraint legal_determination_review_is_later check (review_on > determined_on),
  recorded_by            uuid        not null,
  recorded_at            timestamptz not null,
  recorded_state         bigint      not null,
  ended_on               date,
  ended_by               uuid,
  ended_at               timestamptz,
  ended_state            bigint,
  constraint legal_determination_end_is_whole check (num_nonnulls(ended_on, ended_by, ended_at, ended_state) in (0, 4))
);
comment on table panels.legal_determination is 'That a Legal Gateway Meeting determined section 20 to be right: until the review, or its end.';
comment on column panels.legal_determination.recorded_state is 'The state from which on it is remembered; ended_state from which on its end is.';
create index legal_determination_by_child on panels.legal_determination (child_id, determined_on desc);

create view panels.legal_determination_shown as
select determination.*, recorder.display_name as recorded_by_name, ender.display_name as ended_by_name
  from panels.legal_determination determination
  left join people_worker recorder on recorder.worker_id = determination.recorded_by
  left join people_worker ender on ender.worker_id = determination.ended_by;
comment on view panels.legal_determination_shown is 'Determinations with the names of who recorded and ended them.';

create or replace view panels.agenda_shown as
select agenda.*, worker.display_name as drawn_by_name,
       issue.number as issue_number, issue.circulated_by, circulator.display_name as circulated_by_name, issue.circulated_at
  from panels.agenda
  left join people_worker worker on worker.worker_id = agenda.drawn_by
  left join lateral (
    select last.number, last.circulated_by, last.circulated_at
      from panels.issue last
     where last.agenda_id = agenda.agenda_id
     order by last.number desc
     limit 1) issue on true
  left join people_worker circulator on circulator.worker_id = issue.circulated_by;
