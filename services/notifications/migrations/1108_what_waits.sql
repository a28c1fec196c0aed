-- Why: a kind of reminder may be newer than what it is of, and this service younger than the others. So that what waits is
-- reminded of by the rules of today, a step keeps when it came, and what is open is found without reading the archive; and so
-- that nobody is reminded of what was long answered, a reminder is told only while the feeds are heard that could withdraw it.

alter table notifications.workstep add column arrived_at timestamptz not null default now();
comment on column notifications.workstep.arrived_at is 'When it came into its first hands, by the clock that is passed in.';
-- Of those that wait already only the id says it: the first 48 bits of a UUIDv7 are milliseconds.
update notifications.workstep
   set arrived_at = to_timestamp(('x' || substr(replace(workstep_id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)
 where state <> 'ENDED' and substr(workstep_id::text, 15, 1) = '7';

create index request_waiting on notifications.request (request_id) where state = 'WAITING';

create view notifications.hearing as
select count(*) filter (where upstream in ('permanence.workflow', 'permanence.requests')) = 2 as work,
       count(*) filter (where upstream = 'permanence.panels') = 1 as panels
  from notifications.feed_cursor
 where heard_at > now() - interval '10 seconds';
comment on view notifications.hearing is 'One row: whether all that the others have told is heard, as of ten seconds ago at most: of work, and of panels.';

-- Who takes a step out of an inbox has not started it (A:175): months that began with that begin again with the start.
delete from notifications.review
 where not exists (
   select from notifications.workstep step
    where step.case_id = review.case_id and step.kind = 'family_finding' and step.state <> 'INCOMING');
update notifications.reminder
   set state = 'WITHDRAWN', ended_at = now()
 where state = 'WAITING' and case_id is not null and num_nonnulls(request_id, workstep_id) = 0
   and not exists (select from notifications.review where review.case_id = reminder.case_id);

-- What has fired is looked for too: it is told again where its cause comes again, or comes into other hands.
create index reminder_of_case on notifications.reminder (case_id) where case_id is not null;
create index reminder_of_panel on notifications.reminder (panel_date, child_id) where panel_date is not null;
create index reminder_of_child on notifications.reminder (child_id) where child_id is not null;
drop index notifications.reminder_by_case;
drop index notifications.reminder_by_panel;
drop index notifications.reminder_by_child;
