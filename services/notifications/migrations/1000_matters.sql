-- Why: whom an answer or an edit concerns is not said in the event that tells of it. The few columns here say it: in whose
-- hands each workstep lies, and who asked whom. They are heard from the feeds of workflow and requests, which know nothing
-- of each other's order.

create table notifications.workstep (
  workstep_id   uuid        not null constraint workstep_pkey primary key,
  kind          text        not null,
  purpose       text        not null,
  title         text        not null,
  child_id      text        not null collate "C",
  case_id       uuid        not null,
  worker_id     uuid,
  inbox_id      uuid,
  state         text        not null constraint workstep_state_known check (state in ('INCOMING', 'STARTED', 'ENDED')),
  heard_version bigint      not null,
  constraint workstep_lies_in_one_hand check (num_nonnulls(worker_id, inbox_id) = 1)
);
create index workstep_open_by_case on notifications.workstep (case_id) where state <> 'ENDED';
comment on table notifications.workstep is 'In whose hands each workstep lies, as workflow told.';
comment on column notifications.workstep.kind is 'The type''s key in the process.';
comment on column notifications.workstep.purpose is 'What it is for; empty when the type has only one.';
comment on column notifications.workstep.heard_version is 'subject_version of the last event of workflow that was applied.';

create table notifications.request (
  request_id        uuid        not null constraint request_pkey primary key,
  kind              text        not null,
  type_title        text        not null,
  workstep_title    text        not null,
  workstep_id       uuid        not null,
  child_id          text        not null collate "C",
  case_id           uuid        not null,
  sent_by           uuid        not null,
  sent_on_behalf_of uuid,
  sent_at           timestamptz not null,
  worker_id         uuid,
  inbox_id          uuid,
  state             text        not null,
  answered_by           uuid,
  answered_on_behalf_of uuid,
  heard_version     bigint      not null,
  answer_version    bigint      not null,
  constraint request_stands_in_one_list check (num_nonnulls(worker_id, inbox_id) = 1),
  constraint request_state_has_its_facts check (
    case state
      when 'WAITING'   then answered_by is null
      when 'ANSWERED'  then answered_by is not null
      when 'RETURNED'  then answered_by is not null
      when 'VOIDED'    then true
      when 'WITHDRAWN' then true
      else false
    end)
);
comment on table notifications.request is 'Who asked whom, and who answered, as workflow and requests told.';
comment on column notifications.request.heard_version is 'subject_version of the last event of workflow that was applied.';
comment on column notifications.request.answer_version is 'subject_version of the last event of requests that was applied; 0 before the first.';

create table notifications.early (
  place      bigint generated always as identity constraint early_pkey primary key,
  request_id uuid   not null,
  event_id   uuid   not null constraint early_event_key unique,
  event      bytea  not null
);
create index early_by_request on notifications.early (request_id, place);
comment on table notifications.early is 'What requests told of a request that workflow has not told of here yet. It is applied as soon as workflow has.';
comment on column notifications.early.event is 'The whole permanence.events.v1.Event, encoded.';
