-- A process is data: each version of its file is kept as it was loaded, because a case stays for years on the
-- version that it began with and must be decided by exactly that text.
create table workflow.process_version (
    process_id text        not null,
    version    integer     not null,
    yaml       text        not null,
    digest     bytea       not null,
    titles     jsonb       not null,
    loaded_by  uuid,
    loaded_at  timestamptz not null,
    constraint process_version_pk primary key (process_id, version),
    constraint process_version_digest unique (process_id, digest),
    constraint process_version_counts_from_one check (version >= 1)
);
comment on table workflow.process_version is 'Each version of each process file, as it was loaded; never changed.';
comment on column workflow.process_version.digest is 'SHA-256 of yaml: the same text again is no new version.';
comment on column workflow.process_version.titles is 'The title of each kind of step, by its key: folders are sorted by it.';
comment on column workflow.process_version.loaded_by is 'The administrator; null for what came with the software.';
