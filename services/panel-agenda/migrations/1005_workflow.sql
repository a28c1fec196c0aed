-- Why: workflow tells of two things that panels must know. A match that was agreed in the process is one that cohort 4 is
-- cross-referenced with (B:52), remembered from one numbered state to another; and an action that is done by a step is done when
-- the step is finished.

insert into panels.remembered (kind, number) values ('AGREED_MATCHES', 0);

create table panels.agreed_match (
  case_id     uuid        not null constraint agreed_match_pkey primary key,
  child_id    text        not null collate "C",
  agreed_at   timestamptz not null,
  since_state bigint      not null,
  until_state bigint
);
comment on table panels.agreed_match is 'That a match was agreed in a case, and from which state on it has come to nothing, if it has.';
create index agreed_match_by_child on panels.agreed_match (child_id);

create table panels.workstep (
  workstep_id uuid    not null constraint workstep_pkey primary key,
  child_id    text    not null collate "C",
  title       text    not null,
  over        boolean not null default false
);
comment on table panels.workstep is 'The steps of which workflow told, and whether they are finished or cancelled: an action may be done by one.';

alter table panels.panel_action add column workstep_id uuid constraint panel_action_by_a_workstep references panels.workstep;
comment on column panels.panel_action.workstep_id is 'The step whose finish does it.';
create index panel_action_by_workstep on panels.panel_action (workstep_id) where workstep_id is not null and state = 1;

create or replace view panels.panel_action_shown as
select action.panel_action_id, action.panel_date, action.child_id, action.cohort, action.number, action.what, action.owner_id,
       action.owner_name, action.due_on, action.service_manager, action.recorded_state, action.ended_state, action.state,
       action.progress, action.updated_by, action.updated_at, action.version, updater.display_name as updated_by_name,
       action.workstep_id, step.title as workstep_title
  from panels.panel_action action
  left join people_worker updater on updater.worker_id = action.updated_by
  left join panels.workstep step on step.workstep_id = action.workstep_id;
