-- The ADM completes a referral on the text as it stands, the queue of next actions included: what stood there is read
-- afterwards too, and so is what was put into it in vain.
create table workflow.queue_revision (
    workstep_id         uuid        not null,
    version             bigint      not null,
    actions             jsonb       not null,
    edited_by           uuid        not null,
    edited_on_behalf_of uuid,
    edited_at           timestamptz not null,
    constraint queue_revision_pk primary key (workstep_id, version),
    constraint queue_revision_workstep foreign key (workstep_id) references workflow.workstep (id)
);
comment on table workflow.queue_revision is 'Everything that ever stood in a queue of next actions.';
comment on column workflow.queue_revision.actions is 'All of them, in their order.';

create table workflow.queue_refused (
    workstep_id          uuid        not null,
    body_hash            bytea       not null,
    read_version         bigint      not null,
    standing_version     bigint      not null,
    actions              jsonb       not null,
    refused_to           uuid        not null,
    refused_on_behalf_of uuid,
    refused_at           timestamptz not null,
    constraint queue_refused_pk primary key (workstep_id, refused_to, body_hash),
    constraint queue_refused_workstep foreign key (workstep_id) references workflow.workstep (id)
);
comment on table workflow.queue_refused is
    'Each queue of next actions that was put together for a save that was refused because somebody else wrote first.';
comment on column workflow.queue_refused.body_hash is 'SHA-256 of the command: the same one again keeps nothing more.';
comment on column workflow.queue_refused.read_version is 'The version of the queue that its writer had read.';
comment on column workflow.queue_refused.standing_version is 'The version that stood instead.';

-- The table keeps them by itself, so that what a replica of an older version saves is kept too.
create function workflow.keep_queue() returns trigger
language plpgsql
as $$
begin
    insert into workflow.queue_revision (
        workstep_id, version, actions, edited_by, edited_on_behalf_of, edited_at
    )
    values (new.id, new.queue_version, new.queue, new.queued_by, new.queued_on_behalf_of, new.queued_at);
    return null;
end
$$;
comment on function workflow.keep_queue is 'Keeps every queue of next actions.';
create trigger keep_queue after update of queue_version on workflow.workstep
    for each row when (new.queue_version <> old.queue_version) execute function workflow.keep_queue();

-- Of earlier queues the last one is known.
insert into workflow.queue_revision (
    workstep_id, version, actions, edited_by, edited_on_behalf_of, edited_at
)
select id, queue_version, queue, queued_by, queued_on_behalf_of, queued_at
from workflow.workstep where queued_at is not null;
