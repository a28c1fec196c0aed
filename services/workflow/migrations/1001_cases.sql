-- A case is one run of a process for one child, and the lock of everything that opens or ends a step: start, finish
-- and an immediate send each count its version up. That a child has one open case at most is a promise of the
-- contracts, so the database keeps it whatever races.
create table workflow.permanence_case (
    id                  uuid        not null,
    child_id            text        not null,
    process_id          text        not null,
    process_version     integer     not null,
    version             bigint      not null,
    opened_by           uuid        not null,
    opened_on_behalf_of uuid,
    opened_at           timestamptz not null,
    closed_at           timestamptz,
    outcome             text,
    constraint permanence_case_pk primary key (id),
    constraint permanence_case_process foreign key (process_id, process_version)
        references workflow.process_version (process_id, version),
    constraint permanence_case_closes_with_outcome check ((closed_at is null) = (outcome is null))
);
comment on table workflow.permanence_case is 'One run of a process for one child.';

create unique index case_one_open_per_child on workflow.permanence_case (child_id) where closed_at is null;
create index case_by_child on workflow.permanence_case (child_id, opened_at desc, id desc);

-- Who acted, for whom, when: what every load hands to the service as one value. Null while nobody has.
create function workflow.act(acted_by uuid, on_behalf_of uuid, acted_at timestamptz) returns jsonb
    language sql stable
    return case when acted_at is not null then
        jsonb_build_object('by', acted_by, 'on_behalf_of', on_behalf_of, 'at', acted_at)
    end;

-- In whose hands something lies: {"worker": id} or {"inbox": id}. Null where it lies in none.
create function workflow.holder(worker_id uuid, inbox_id uuid) returns jsonb
    language sql stable
    return case
        when worker_id is not null then jsonb_build_object('worker', worker_id)
        when inbox_id is not null then jsonb_build_object('inbox', inbox_id)
    end;
