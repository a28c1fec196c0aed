-- Why: whose a child on an agenda is, panels may know where the directory does not: the extract names service managers in words,
-- and business support says who is meant. Each event of panels says it, and who is told goes by both.

alter table notifications.panel_child add column service_manager_id uuid;
comment on column notifications.panel_child.service_manager_id is 'The service manager whose the child is, as panels last told; null where it knows nobody.';
create index panel_child_managed on notifications.panel_child (child_id, panel_date desc);
