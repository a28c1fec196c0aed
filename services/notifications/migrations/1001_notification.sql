-- Why: each worker is told once of each thing that concerns them, and reads it in one order wherever they look. Whoever
-- writes here holds one lock until the commit (see raise.sql), so that positions appear in their order: "position >
-- cursor" misses nothing.

create table notifications.notification (
  notification_id uuid        not null constraint notification_pkey primary key,
  position        bigint      generated always as identity constraint notification_position_key unique,
  worker_id       uuid        not null,
  kind            text        not null,
  title           text        not null,
  cause_id        uuid        not null,
  child_id        text        collate "C",
  case_id         uuid,
  workstep_id     uuid,
  request_id      uuid,
  caused_by       uuid,
  happened_at     timestamptz not null,
  until           text,
  read_at         timestamptz,
  settled_at      timestamptz,
  version         bigint      not null default 1,
  constraint notification_told_once unique (cause_id, worker_id),
  constraint notification_until_known check (until in ('STARTED', 'CLAIMED', 'ANSWERED', 'ENDED')),
  constraint notification_settles_if_it_can check (settled_at is null or until is not null)
);
comment on table notifications.notification is 'What each worker was told. Nothing is deleted; what is written later is when it was read, and when there was nothing left to do.';
comment on column notifications.notification.position is 'Grows with each commit: the order in which a worker is shown them.';
comment on column notifications.notification.kind is 'Its key in the rules.';
comment on column notifications.notification.title is 'What the worker reads. No child''s name.';
comment on column notifications.notification.cause_id is 'The event or reminder that it tells of.';
comment on column notifications.notification.until is 'What settles it: its workstep''s or request''s coming that far. Null for what only informs.';
comment on column notifications.notification.version is 'Counts every change: the subject_version of its events.';

create index notification_by_worker on notifications.notification (worker_id, position desc);
create index notification_unread on notifications.notification (worker_id, position desc) include (child_id)
  where read_at is null and settled_at is null;
create index notification_unsettled_by_workstep on notifications.notification (workstep_id)
  where until is not null and settled_at is null and request_id is null;
create index notification_unsettled_by_request on notifications.notification (request_id)
  where until is not null and settled_at is null;

create table notifications.reader (
  worker_id uuid   not null constraint reader_pkey primary key,
  version   bigint not null
);
comment on table notifications.reader is 'How often each worker marked something as read: the subject_version of those events.';

create view notifications.notification_shown as
select notification.*,
       concat_ws(' ', child.first_name, child.surname) as child_name,
       causer.display_name                             as caused_by_name
  from notifications.notification
  left join people_child  child  on child.child_id   = notification.child_id
  left join people_worker causer on causer.worker_id = notification.caused_by;
comment on view notifications.notification_shown is 'Notifications with the names of everybody in them, as the directory last told them.';
