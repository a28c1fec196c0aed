-- Why: the tracker is to be updated before the cohort's next panel, also where nobody circulates that panel's agenda. Panels tells which
-- ones are planned. What does not take place is kept also where nobody has heard of its agenda yet, or never will.

create table notifications.planned_panel (
  cohort     text        not null,
  panel_date date        not null,
  told_at    timestamptz not null,
  constraint planned_panel_pkey primary key (cohort, panel_date)
);
comment on table notifications.planned_panel is 'The panels whose agenda is still to be circulated, as panels planned them.';
comment on column notifications.planned_panel.told_at is 'When panels planned it so.';

comment on table notifications.panel is 'The panels whose agenda was circulated, as panels told; and those that were cancelled before (version 0).';

create view notifications.cohort_panel as
select cohort, panel_date
  from notifications.planned_panel planned
 where not exists (select from notifications.panel told where told.panel_date = planned.panel_date and told.cancelled)
union
select cohort, panel_date
  from notifications.panel told
 where not cancelled
   and not exists (select from notifications.planned_panel planned where planned.panel_date = told.panel_date);
comment on view notifications.cohort_panel is 'The panels of each cohort: that took place, are to come with an agenda, or are planned. Where the agenda that was circulated for a day is another cohort''s than the one that is planned for it, it is moot.';
