-- Who may do what is asked in every call, so every service keeps the few columns of the directory that the answer needs,
-- copied from the directory's feed. Only that copying writes here. The directory itself has views of these names, with
-- these columns, over its own tables.

create table people_worker (
    worker_id uuid not null,
    subject text collate "C" not null,
    display_name text not null,
    active boolean not null,
    roles integer[] not null,
    team_id uuid,
    line_manager_id uuid,
    version bigint not null,
    constraint people_worker_pkey primary key (worker_id),
    constraint people_worker_subject_unique unique (subject)
);
comment on table people_worker is 'A copy of the directory''s workers.';
comment on column people_worker.subject is 'What the identity provider calls the worker.';
comment on column people_worker.roles is 'Numbers of permanence.type.v1.Role.';
comment on column people_worker.version is 'The version of the directory''s record: an older event changes nothing.';

create table people_inbox (
    inbox_id uuid not null,
    name text not null,
    name_key text collate "C" not null,
    version bigint not null,
    constraint people_inbox_pkey primary key (inbox_id)
);
create index people_inbox_by_name_key on people_inbox (name_key);
comment on table people_inbox is 'A copy of the directory''s inboxes.';
comment on column people_inbox.name_key is 'The name with case, spacing and kind of dash ignored: inboxes are looked up by it.';

create table people_inbox_member (
    inbox_id uuid not null,
    worker_id uuid not null,
    constraint people_inbox_member_pkey primary key (worker_id, inbox_id)
);
create index people_inbox_member_by_inbox on people_inbox_member (inbox_id);
comment on table people_inbox_member is 'Who works from which inbox.';

create table people_child (
    child_id text collate "C" not null,
    first_name text not null,
    surname text not null,
    date_of_birth date,
    gender text not null,
    version bigint not null,
    constraint people_child_pkey primary key (child_id)
);
comment on table people_child is 'A copy of the directory''s children, as forms are prefilled from it.';
comment on column people_child.gender is 'Empty when it is not recorded.';

create table people_allocation (
    child_id text collate "C" not null,
    role integer not null,
    worker_id uuid not null,
    constraint people_allocation_pkey primary key (child_id, role)
);
create index people_allocation_by_worker on people_allocation (worker_id);
comment on table people_allocation is 'Who is allocated to which child now.';
comment on column people_allocation.role is 'A number of permanence.directory.v1.AllocationRole.';
