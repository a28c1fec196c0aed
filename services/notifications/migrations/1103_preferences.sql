-- Why: outside the application people are told as they want to be, save of what the council insists on.

create table notifications.preferences (
  worker_id   uuid        not null constraint preferences_pkey primary key,
  choices     jsonb       not null,
  quiet_from  time,
  quiet_until time,
  version     bigint      not null,
  changed_at  timestamptz not null,
  constraint preferences_quiet_hours_are_whole check ((quiet_from is null) = (quiet_until is null)),
  constraint preferences_quiet_hours_end check (quiet_from <> quiet_until)
);
comment on table notifications.preferences is 'How workers want to be told outside the application; of whom there is no row, as the council has it.';
comment on column notifications.preferences.choices is 'By channel and kind whether they are told: {"EMAIL": {"work_arrived": false}}. What is left out is as the council has it.';
comment on column notifications.preferences.quiet_from is 'From when on nothing goes out to them, by London''s clocks.';
