-- Why: what the Permanence Panel comes to is told too, and what nobody does about it. The few columns here say whom an event
-- of panels concerns, and what is still to be done: which children a panel considers, and how far its actions are.

create table notifications.panel (
  panel_date    date    not null constraint panel_pkey primary key,
  cohort        text    not null,
  issue_number  integer not null,
  circulated_by uuid,
  cancelled     boolean not null default false
);
create index panel_by_cohort on notifications.panel (cohort, panel_date desc);
comment on table notifications.panel is 'The panels whose agenda was circulated, as panels told.';
comment on column notifications.panel.issue_number is 'The version that is issued.';
comment on column notifications.panel.circulated_by is 'Who circulated it: the panel''s administrator.';

create table notifications.panel_child (
  panel_date    date    not null,
  child_id      text    not null collate "C",
  issue_number  integer not null,
  removed       boolean not null default false,
  recorded      boolean not null default false,
  heard_version bigint  not null default 0,
  constraint panel_child_pkey primary key (panel_date, child_id)
);
comment on table notifications.panel_child is 'The children on a panel''s agenda, and whether what the panel came to for them is recorded.';
comment on column notifications.panel_child.issue_number is 'The last version of the agenda that lists the child; 0 where none was heard of.';
comment on column notifications.panel_child.heard_version is 'subject_version of the last removal or restoration that was applied.';

create table notifications.panel_action (
  panel_action_id uuid    not null constraint panel_action_pkey primary key,
  panel_date      date    not null,
  child_id        text    not null collate "C",
  owner_id        uuid    not null,
  due_on          date    not null,
  open            boolean not null default true,
  updated_on      date,
  heard_version   bigint  not null default 1
);
create index panel_action_open_by_child on notifications.panel_action (child_id) where open;
create index panel_action_open_by_panel on notifications.panel_action (panel_date) where open;
comment on table notifications.panel_action is 'What panels want done, for whom and by when, as panels told.';
comment on column notifications.panel_action.updated_on is 'On which day of London''s the tracker was last told how far it is; null before the first time.';

create table notifications.extract_import (
  extract_import_id uuid    not null constraint extract_import_pkey primary key,
  as_of             date    not null,
  imported_by       uuid,
  ended             boolean not null default false
);
comment on table notifications.extract_import is 'Who handed which extract in, to be told what came of it.';

alter table notifications.notification
  add column panel_date        date,
  add column panel_action_id   uuid,
  add column extract_import_id uuid;
comment on column notifications.notification.panel_date is 'The panel that it is about; null for none.';
create index notification_unsettled_by_panel on notifications.notification (panel_date, child_id)
  where until is not null and settled_at is null and panel_date is not null;

create or replace view notifications.notification_shown as
select notification.notification_id, notification.position, notification.worker_id, notification.kind, notification.title,
       notification.cause_id, notification.child_id, notification.case_id, notification.workstep_id, notification.request_id,
       notification.caused_by, notification.happened_at, notification.until, notification.read_at, notification.settled_at,
       notification.version,
       concat_ws(' ', child.first_name, child.surname) as child_name,
       causer.display_name                             as caused_by_name,
       notification.panel_date, notification.panel_action_id, notification.extract_import_id
  from notifications.notification
  left join people_child  child  on child.child_id   = notification.child_id
  left join people_worker causer on causer.worker_id = notification.caused_by;

alter table notifications.reminder
  alter column case_id drop not null,
  add column panel_date      date,
  add column child_id        text collate "C",
  add column panel_action_id uuid,
  drop constraint reminder_is_of_one_thing,
  add constraint reminder_is_of_one_thing check (num_nonnulls(request_id, workstep_id, panel_date) <= 1),
  add constraint reminder_has_a_place check (num_nonnulls(case_id, panel_date) = 1),
  add constraint reminder_says_of_whom check (panel_date is not null or num_nonnulls(child_id, panel_action_id) = 0),
  drop constraint reminder_once,
  add constraint reminder_once unique nulls not distinct
    (kind, case_id, workstep_id, request_id, panel_date, child_id, panel_action_id, counted_from);
comment on table notifications.reminder is 'What is to be told at a time: of a request or a workstep that stays open or, with neither, of a case''s next review; of a panel''s action that is to be done, of a child''s tracker that is to be updated before a panel or, with neither, of a panel whose actions are to be recorded.';
create index reminder_by_panel on notifications.reminder (panel_date, child_id) where state = 'WAITING' and panel_date is not null;
create index reminder_by_child on notifications.reminder (child_id) where state = 'WAITING' and child_id is not null;
