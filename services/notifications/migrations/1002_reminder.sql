-- Why: what nobody does is told too. A reminder is a row from the moment at which its cause arises, so that it outlives
-- every restart, is due by the clock that is passed in, falls due once, and is withdrawn with its cause.

create table notifications.review (
  case_id      uuid not null constraint review_pkey primary key,
  counted_from date not null
);
comment on table notifications.review is 'From which date on the months to a case''s next review are counted (A:175).';
comment on column notifications.review.counted_from is 'When the first step of that kind was started, or the last review was added.';

create table notifications.reminder (
  reminder_id  uuid        not null constraint reminder_pkey primary key,
  kind         text        not null,
  request_id   uuid,
  workstep_id  uuid,
  case_id      uuid        not null,
  counted_from date        not null,
  due_at       timestamptz,
  state        text        not null default 'WAITING',
  ended_at     timestamptz,
  constraint reminder_is_of_one_thing check (num_nonnulls(request_id, workstep_id) <= 1),
  constraint reminder_once unique nulls not distinct (kind, case_id, workstep_id, request_id, counted_from),
  constraint reminder_state_has_its_facts check (
    case state
      when 'WAITING'   then ended_at is null
      when 'FIRED'     then ended_at is not null
      when 'WITHDRAWN' then ended_at is not null
      else false
    end)
);
comment on table notifications.reminder is 'What is to be told at a time: of a request or a workstep that stays open or, with neither, of a case''s next review.';
comment on column notifications.reminder.kind is 'Its key in the rules.';
comment on column notifications.reminder.counted_from is 'The date from which its days or months are counted.';
comment on column notifications.reminder.due_at is 'Null where that lies in a year whose bank holidays are not known: it is counted again at each start.';

create index reminder_due on notifications.reminder (due_at, reminder_id) where state = 'WAITING';
create index reminder_by_case on notifications.reminder (case_id) where state = 'WAITING';
