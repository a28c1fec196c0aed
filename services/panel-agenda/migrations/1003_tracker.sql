-- Why: what a panel came to for a child is recorded once, with its actions, and stands in the child's case notes too. That it is
-- still to be written there is a column of the row that says it, so that no crash and no outage loses it.

insert into panels.remembered (kind, number) values ('DISCUSSIONS', 0), ('OPEN_ACTIONS', 0);

create table panels.discussion (
  panel_date          date        not null,
  child_id            text        not null collate "C",
  agenda_id           uuid        not null constraint discussion_on_an_agenda references panels.agenda,
  cohort              text        not null,
  none_needed_because text        not null,
  recorded_by         uuid        not null,
  recorded_at         timestamptz not null,
  recorded_state      bigint      not null,
  late                boolean     not null,
  note_title          text        not null,
  note_text           text        not null,
  note_id             uuid,
  note_attempts       int         not null default 0,
  note_next_at        timestamptz not null default now(),
  constraint discussion_pkey primary key (panel_date, child_id)
);
comment on table panels.discussion is 'What a panel came to for a child. It never changes, save that it is written to the case notes.';
comment on column panels.discussion.recorded_state is 'The state of the discussions from which on it is remembered.';
comment on column panels.discussion.note_id is 'The case note in workflow; null while it is still to be written there.';
create index discussion_to_note on panels.discussion (note_next_at) where note_id is null;
create index discussion_by_child on panels.discussion (child_id, panel_date desc);

create table panels.panel_action (
  panel_action_id uuid     not null constraint panel_action_pkey primary key,
  panel_date      date     not null,
  child_id        text     not null collate "C",
  cohort          text     not null,
  number          int      not null,
  what            text     not null,
  owner_id        uuid     not null,
  owner_name      text     not null,
  due_on          date     not null,
  service_manager text     not null,
  recorded_state  bigint   not null,
  ended_state     bigint,
  state           smallint not null default 1 constraint panel_action_state_known check (state between 1 and 3),
  progress        text     not null default '',
  updated_by      uuid,
  updated_at      timestamptz,
  version         int      not null default 1,
  constraint panel_action_of_a_discussion foreign key (panel_date, child_id) references panels.discussion,
  constraint panel_action_number_once unique (panel_date, child_id, number),
  constraint panel_action_end_is_remembered check ((ended_state is null) = (state = 1))
);
comment on table panels.panel_action is 'What a panel wants done for a child, and how far it is.';
comment on column panels.panel_action.owner_name is 'As the directory showed the owner when it was recorded: agendas repeat it.';
comment on column panels.panel_action.recorded_state is 'The state of the open actions from which on it is one; ended_state from which on it is none.';
create index panel_action_by_due on panels.panel_action (due_on, panel_action_id);
create index panel_action_by_child on panels.panel_action (child_id, due_on);

create table panels.panel_action_update (
  panel_action_id uuid        not null constraint panel_action_update_of_an_action references panels.panel_action,
  version         int         not null,
  state           smallint    not null,
  progress        text        not null,
  updated_by      uuid        not null,
  updated_at      timestamptz not null,
  constraint panel_action_update_pkey primary key (panel_action_id, version)
);
comment on table panels.panel_action_update is 'Everything that was said of an action, in its order.';

create view panels.panel_action_shown as
select action.*, updater.display_name as updated_by_name
  from panels.panel_action action
  left join people_worker updater on updater.worker_id = action.updated_by;
comment on view panels.panel_action_shown is 'Actions with the name of who updated them last.';
