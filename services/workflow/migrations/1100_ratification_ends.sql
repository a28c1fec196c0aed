-- A ratified placement may change without another being ratified: then the ratification ends on a date of its own. And
-- the timeline of an open case tells of ratifications and their ends, which have legal dates beside the instant at which
-- they were recorded.
alter table workflow.ratification add column ended_on date;
update workflow.ratification set ended_on = (ended_at at time zone 'Europe/London')::date where ended_at is not null;
alter table workflow.ratification
    add constraint ratification_end_is_dated check ((ended_at is null) = (ended_on is null));
comment on table workflow.ratification is
    'Each placement that an IRO ratified, and when it changed or the next one replaced it.';
comment on column workflow.ratification.ended_on is
    'The date on which the placement changed or ended, or on which the next one was ratified.';

create or replace view workflow.ratification_record as
select id, child_id, placement, ratified_on, under_sixteen,
    workflow.act(recorded_by, recorded_on_behalf_of, recorded_at) as recorded,
    workflow.act(ended_by, ended_on_behalf_of, ended_at) as ended, ended_at, ended_on
from workflow.ratification;

alter table workflow.timeline_entry add column dated_on date;
comment on column workflow.timeline_entry.dated_on is 'When a placement was ratified, or its ratification ended.';
comment on column workflow.timeline_entry.comment is
    'What was said with an answer, or which placement a ratification is of.';
