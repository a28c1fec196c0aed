-- Two people write one section at once: the second is refused, and what they typed is kept, so that both texts can be read.
-- Nothing decides by these rows; they are read with the section's revisions.
create table workflow.section_refused (
    workstep_id          uuid        not null,
    form                 text        not null,
    number               integer     not null,
    body_hash            bytea       not null,
    read_version         bigint      not null,
    standing_version     bigint      not null,
    answers              jsonb       not null,
    complete             boolean     not null,
    refused_to           uuid        not null,
    refused_on_behalf_of uuid,
    refused_at           timestamptz not null,
    constraint section_refused_pk primary key (workstep_id, form, number, refused_to, body_hash),
    constraint section_refused_workstep foreign key (workstep_id) references workflow.workstep (id)
);
comment on table workflow.section_refused is 'Each text that was typed for a save that was refused because somebody else wrote first.';
comment on column workflow.section_refused.body_hash is 'SHA-256 of the command: the same one again keeps nothing more.';
comment on column workflow.section_refused.answers is 'Whole: what its writer had read, with what they changed.';
comment on column workflow.section_refused.read_version is 'The version of the section that its writer had read.';
comment on column workflow.section_refused.standing_version is 'The version that stood instead.';
