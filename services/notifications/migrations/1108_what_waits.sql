-- Why: a kind of reminder may be newer than what it is of, and this service younger than the others. So that what waits is
-- reminded of by the rules of today, a step keeps when it came, and what is open is found without reading the archive; and so
-- that nobody is reminded of what was long answered, a reminder is told only while the feeds are heard that could withdraw it.

-- What applies the feeds and what tells begin with this lock: nobody is met halfway.
select pg_advisory_xact_lock('notifications.notification'::regclass::oid::bigint);

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

-- Who takes a step out of an inbox has not started it (A:175): months that began with that begin again with the start. Those
-- of a step that has been started since keep the day of the claim: nothing here says another.
with taken as (
  select case_id
    from notifications.workstep
   where kind = 'family_finding'
   group by case_id
  having bool_and(state = 'INCOMING')),
begun_too_soon as (
  delete from notifications.review using taken where review.case_id = taken.case_id returning review.case_id)
update notifications.reminder
   set state = 'WITHDRAWN', ended_at = now()
  from begun_too_soon
 where reminder.case_id = begun_too_soon.case_id and state = 'WAITING' and num_nonnulls(request_id, workstep_id) = 0;

-- What has fired is looked for too: it is told again where its cause comes again, or comes into other hands.
create index reminder_of_case on notifications.reminder (case_id) where case_id is not null;
create index reminder_of_panel on notifications.reminder (panel_date, child_id) where panel_date is not null;
create index reminder_of_child on notifications.reminder (child_id) where child_id is not null;
drop index notifications.reminder_by_case;
drop index notifications.reminder_by_panel;
drop index notifications.reminder_by_child;
