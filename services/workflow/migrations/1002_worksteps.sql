-- A workstep is one row; what stands in its form is a row a section, because two people write two sections of one
-- step at once and each must be told about their own only. Every saved text stays in section_revision: nothing is
-- ever lost. The queue of next actions is small and always read whole, so it lies in the step's row.
create table workflow.workstep (
    id                   uuid        not null,
    case_id              uuid        not null,
    child_id             text        not null,
    kind                 text        not null,
    version              bigint      not null,
    state                text        not null,
    worker_id            uuid,
    inbox_id             uuid,
    from_inbox_id        uuid,
    purpose              text,
    parent_id            uuid,
    by_action            text,
    sent_immediately     boolean     not null,
    arrived_at           timestamptz not null,
    started_by           uuid,
    started_on_behalf_of uuid,
    started_at           timestamptz,
    ended_by             uuid,
    ended_on_behalf_of   uuid,
    ended_at             timestamptz,
    outcome              text,
    cancel_reason        text,
    queue_version        bigint      not null,
    queue                jsonb       not null,
    queued_by            uuid,
    queued_on_behalf_of  uuid,
    queued_at            timestamptz,
    constraint workstep_pk primary key (id),
    constraint workstep_case foreign key (case_id) references workflow.permanence_case (id),
    constraint workstep_parent foreign key (parent_id) references workflow.workstep (id),
    constraint workstep_one_holder check (num_nonnulls(worker_id, inbox_id) = 1),
    constraint workstep_from_inbox_in_a_hand check (from_inbox_id is null or worker_id is not null),
    constraint workstep_child_of_an_action check ((parent_id is null) = (by_action is null)),
    constraint workstep_state_has_its_facts check (
        case state
            when 'incoming' then started_at is null and ended_at is null
            when 'started' then started_at is not null and ended_at is null
            when 'finished' then started_at is not null and ended_at is not null
            when 'cancelled' then ended_at is not null
            else false
        end
    ),
    constraint workstep_cancelled_for_a_reason check ((state = 'cancelled') = (cancel_reason is not null))
);
comment on table workflow.workstep is 'One unit of work on one child, with its queue of next actions.';
comment on column workflow.workstep.version is 'Counts every write of the step, its sections and its requests.';
comment on column workflow.workstep.from_inbox_id is
    'The inbox that it was last taken out of; null while it lies in one, and where there is none.';
comment on column workflow.workstep.by_action is 'The next action of the parent that created it.';

-- However a finish or an immediate send is repeated or raced, what follows exists once.
create unique index workstep_one_per_action on workflow.workstep (parent_id, by_action, purpose) nulls not distinct
    where parent_id is not null;
create index workstep_by_case on workflow.workstep (case_id, arrived_at, id);
-- The folders touch open work only, whatever the archive holds.
create index workstep_open_by_worker on workflow.workstep (worker_id, arrived_at desc, id desc)
    include (child_id, kind) where ended_at is null;
create index workstep_open_by_inbox on workflow.workstep (inbox_id, arrived_at desc, id desc)
    include (child_id, kind) where ended_at is null;

create table workflow.section (
    workstep_id         uuid        not null,
    form                text        not null,
    number              integer     not null,
    version             bigint      not null,
    text_version        bigint      not null,
    answers             jsonb       not null,
    complete            boolean     not null,
    author_ids          uuid[]      not null,
    edited_by           uuid,
    edited_on_behalf_of uuid,
    edited_at           timestamptz,
    constraint section_pk primary key (workstep_id, form, number),
    constraint section_workstep foreign key (workstep_id) references workflow.workstep (id),
    constraint section_counts_from_one check (number >= 1)
);
comment on table workflow.section is 'Each section of each form as it now stands.';
comment on column workflow.section.form is 'The key of an optional form; empty for the main form.';
comment on column workflow.section.version is 'The etag: counts every write, a tick included.';
comment on column workflow.section.text_version is 'Counts changes of the answers only: what an authorisation is of.';
comment on column workflow.section.author_ids is 'Everybody who ever changed an answer: none of them authorises it.';

create table workflow.section_revision (
    workstep_id         uuid        not null,
    form                text        not null,
    number              integer     not null,
    version             bigint      not null,
    answers             jsonb       not null,
    complete            boolean     not null,
    edited_by           uuid,
    edited_on_behalf_of uuid,
    edited_at           timestamptz,
    constraint section_revision_pk primary key (workstep_id, form, number, version),
    constraint section_revision_section foreign key (workstep_id, form, number)
        references workflow.section (workstep_id, form, number)
);
comment on table workflow.section_revision is 'Every text that was ever saved.';
