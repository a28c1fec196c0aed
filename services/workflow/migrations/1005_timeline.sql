-- What happened in a case, as people read it. Written with the effect, never changed.
create table workflow.timeline_entry (
    id           uuid        not null,
    case_id      uuid        not null,
    kind         integer     not null,
    acted_by     uuid        not null,
    on_behalf_of uuid,
    acted_at     timestamptz not null,
    workstep_id  uuid,
    request_id   uuid,
    title        text,
    worker_id    uuid,
    inbox_id     uuid,
    comment      text,
    constraint timeline_entry_pk primary key (id),
    constraint timeline_entry_case foreign key (case_id) references workflow.permanence_case (id),
    constraint timeline_entry_one_holder check (num_nonnulls(worker_id, inbox_id) <= 1)
);
comment on table workflow.timeline_entry is 'What happened in a case, oldest first by (acted_at, id).';
comment on column workflow.timeline_entry.kind is 'The number of a permanence.workflow.v1.TimelineKind.';
comment on column workflow.timeline_entry.title is 'The exact title of the request or next action concerned.';

create index timeline_by_case on workflow.timeline_entry (case_id, acted_at, id);
