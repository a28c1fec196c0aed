-- Why: an extract names service managers by texts. Which worker a text stands for is kept, in numbered states, since agendas are
-- drawn from it; and an agenda keeps whose each child was.

insert into panels.remembered (kind, number) values ('SERVICE_MANAGER_NAMES', 0);

create table panels.service_manager_name (
  folded      text        not null collate "C",
  name        text        not null,
  worker_id   uuid        not null,
  worker_name text        not null,
  kept_by     uuid        not null,
  kept_at     timestamptz not null,
  since_state bigint      not null,
  until_state bigint,
  constraint service_manager_name_pkey primary key (folded, since_state)
);
comment on table panels.service_manager_name is 'For which worker a text is kept, from which state until which.';
comment on column panels.service_manager_name.folded is 'The text without case, spacing and punctuation: what tells it from others.';
comment on column panels.service_manager_name.worker_name is 'As the directory showed the worker then: agendas repeat it.';
create unique index service_manager_name_stands_once on panels.service_manager_name (folded) where until_state is null;

alter table panels.agenda_child add column service_manager_id uuid;
comment on column panels.agenda_child.service_manager_id is 'The worker for whom the extract''s text was kept when the agenda was drawn.';
alter table panels.panel_action add column service_manager_id uuid;
comment on column panels.panel_action.service_manager_id is 'As agenda_child.service_manager_id, when the action was recorded.';

create or replace view panels.panel_action_shown as
select action.panel_action_id, action.panel_date, action.child_id, action.cohort, action.number, action.what, action.owner_id,
       action.owner_name, action.due_on, action.service_manager, action.recorded_state, action.ended_state, action.state,
       action.progress, action.updated_by, action.updated_at, action.version, updater.display_name as updated_by_name,
       action.workstep_id, step.title as workstep_title, action.service_manager_id
  from panels.panel_action action
  left join people_worker updater on updater.worker_id = action.updated_by
  left join panels.workstep step on step.workstep_id = action.workstep_id;
