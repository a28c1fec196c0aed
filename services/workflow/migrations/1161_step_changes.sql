-- Whoever passes on a step that they read too early is told who changed it, or anything in it, and when.
alter table workflow.workstep
    add column changed_by uuid,
    add column changed_on_behalf_of uuid,
    add column changed_at timestamptz;
comment on column workflow.workstep.changed_by is
    'Who last changed the step or anything in it; null where it only arrived, or was last changed before this was noted.';
