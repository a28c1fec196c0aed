-- Why: the tracker is to be updated before the cohort's next panel, also where nobody circulates that panel's agenda. Panels tells of each
-- cohort's next one as it is planned.

create table notifications.next_panel (
  cohort     text        not null,
  panel_date date        not null,
  told_at    timestamptz not null,
  constraint next_panel_pkey primary key (cohort, panel_date)
);
comment on table notifications.next_panel is 'The next panel of each cohort whose agenda is still to be circulated, as panels planned it.';
comment on column notifications.next_panel.told_at is 'When panels planned it so.';

create view notifications.cohort_panel as
select cohort, panel_date from notifications.panel where not cancelled
union
select cohort, panel_date from notifications.next_panel;
comment on view notifications.cohort_panel is 'The panels of each cohort: that took place, are to come with an agenda, or are planned next.';
