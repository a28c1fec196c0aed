-- Why: workflow tells what was asked of whom and about which text; here stands what they said. One row a request, never
-- deleted. The folders read open rows only, whatever the archive holds.

create table requests.request (
  request_id             uuid        not null constraint request_pkey primary key,
  kind                   text        not null,
  type_title             text        not null,
  workstep_title         text        not null,
  child_id               text        not null collate "C",
  workstep_id            uuid        not null,
  case_id                uuid        not null,
  sent_by                uuid        not null,
  sent_on_behalf_of      uuid,
  sent_at                timestamptz not null,
  worker_id              uuid,
  inbox_id               uuid,
  from_inbox_id          uuid,
  must_be_sent           boolean     not null,
  blocks_finish          boolean     not null,
  answered_by_roles      integer[]   not null,
  replaces_id            uuid,
  covered_version        bigint      not null constraint request_covered_version_counts check (covered_version >= 0),
  author_ids             uuid[]      not null,
  refusals               text[]      not null,
  heard_version          bigint      not null,
  state                  text        not null,
  answered_by            uuid,
  answered_on_behalf_of  uuid,
  answered_at            timestamptz,
  completed_version      bigint,
  comment                text,
  ended_at               timestamptz,
  version                bigint      not null constraint request_version_counts check (version > 0),
  changed_by             uuid,
  changed_at             timestamptz not null,
  constraint request_stands_in_one_list check (num_nonnulls(worker_id, inbox_id) = 1),
  constraint request_answer_is_whole check (num_nonnulls(answered_by, answered_at, comment) in (0, 3)),
  constraint request_completion_is_an_answer check (completed_version is null or answered_at is not null),
  constraint request_state_has_its_facts check (
    case state
      when 'SENT'      then answered_at is null and ended_at is null
      when 'COMPLETED' then completed_version is not null and ended_at is null
      when 'RETURNED'  then comment <> '' and completed_version is null and ended_at is null
      when 'WITHDRAWN' then num_nonnulls(answered_at, ended_at) = 1 and completed_version is null
      when 'VOIDED'    then ended_at is not null and (answered_at is null) = (completed_version is null)
      else false
    end)
);
comment on table requests.request is
  'What was asked of whom, what an answer would be about, and the answer. Only rows in state SENT stand in a list: that of worker_id, or that of inbox_id.';
comment on column requests.request.from_inbox_id is
  'The inbox that it was last taken out of; null while it lies in one, and where there is none.';
comment on column requests.request.kind is 'The type''s key in the process.';
comment on column requests.request.answered_by_roles is 'Numbers of permanence.type.v1.Role; empty for anyone.';
comment on column requests.request.covered_version is 'Version of the covered text as last heard; 0 when none is covered.';
comment on column requests.request.author_ids is 'Who wrote the covered text: none of them answers.';
comment on column requests.request.refusals is 'Reasons (errors.v1) for which anybody''s completion is refused now.';
comment on column requests.request.heard_version is 'subject_version of the last event of workflow that was applied.';
comment on column requests.request.answered_by is
  'Who completed or returned it, or the sender who withdrew it; null while it waits, and when the suite ended it.';
comment on column requests.request.completed_version is 'The version of the text that was authorised; null unless completed.';
comment on column requests.request.ended_at is 'When it lapsed with its step, or an edit voided it.';
comment on column requests.request.version is 'Counts every change: the etag, and the subject_version of its own events.';

create index request_open_by_worker on requests.request (worker_id, sent_at desc, request_id desc)
  include (child_id, kind) where state = 'SENT';
create index request_open_by_inbox on requests.request (inbox_id, sent_at desc, request_id desc)
  include (child_id, kind) where state = 'SENT';
create index request_by_workstep on requests.request (workstep_id, sent_at desc, request_id desc);
create index request_by_case on requests.request (case_id, sent_at desc, request_id desc);
create index request_by_child on requests.request (child_id, sent_at desc, request_id desc);

create view requests.request_shown as
select request.*,
       concat_ws(' ', child.first_name, child.surname) as child_name,
       sender.display_name                             as sent_by_name,
       covered_sender.display_name                     as sent_on_behalf_of_name,
       assignee.display_name                           as worker_name,
       inbox.name                                      as inbox_name,
       taken_from.name                                 as from_inbox_name,
       answerer.display_name                           as answered_by_name,
       covered_answerer.display_name                   as answered_on_behalf_of_name
  from requests.request
  left join people_child  child             on child.child_id              = request.child_id
  left join people_worker sender            on sender.worker_id            = request.sent_by
  left join people_worker covered_sender    on covered_sender.worker_id    = request.sent_on_behalf_of
  left join people_worker assignee          on assignee.worker_id          = request.worker_id
  left join people_inbox  inbox             on inbox.inbox_id              = request.inbox_id
  left join people_inbox  taken_from        on taken_from.inbox_id         = request.from_inbox_id
  left join people_worker answerer          on answerer.worker_id          = request.answered_by
  left join people_worker covered_answerer  on covered_answerer.worker_id  = request.answered_on_behalf_of;
comment on view requests.request_shown is 'Requests with the names of everybody in them, as the directory last told them.';
