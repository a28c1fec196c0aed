-- Why: the hour at which panels begin is a setting, and calendars that have a date take another hour for it only as a later revision.

create table panels.hour (
  number int         not null constraint hour_pkey primary key,
  begins time        not null,
  since  timestamptz not null
);
comment on table panels.hour is 'The hours in London at which panels begin, in the order in which they were set: the last one holds.';
