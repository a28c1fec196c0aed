-- A command inserts its events into outbox, in its own statement and after its row lock. No number that is taken before
-- a commit says in which order commits happen, so one sequencer moves committed rows into events and numbers them there:
-- whoever reads "position > cursor" misses nothing, however long other transactions stay open.

create table outbox (
    seq bigint generated always as identity,
    id uuid not null,
    type text not null,
    subject text not null,
    subject_version bigint not null,
    time timestamptz not null,
    child_id text,
    case_id uuid,
    actor_id uuid,
    traceparent text,
    data bytea not null,
    constraint outbox_pkey primary key (seq)
);
comment on table outbox is 'Events of committed commands that the sequencer has not numbered yet. Rows stay for milliseconds.';
comment on column outbox.seq is 'Grows with each insertion; of one subject, in the order of its commits. Not the order of commits otherwise.';
comment on column outbox.data is 'The payload, encoded; its message is named by type.';

-- The table is emptied as fast as it is filled: vacuum must follow its dead rows, not its size.
alter table outbox set (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);

create table events (
    position bigint not null,
    id uuid not null,
    type text not null,
    subject text not null,
    subject_version bigint not null,
    time timestamptz not null,
    child_id text,
    case_id uuid,
    actor_id uuid,
    traceparent text,
    data bytea not null,
    sealed_at timestamptz not null default now(),
    constraint events_pkey primary key (position)
);
comment on table events is 'The feed. Only the sequencer writes it; a second sequencer fails on events_pkey.';
comment on column events.position is 'From 1, without gaps, in an order that agrees with the order of commits about each subject.';
comment on column events.sealed_at is 'When the sequencer numbered it, by the database''s clock.';

create table feed_epoch (
    ordinal bigint generated always as identity,
    epoch text not null,
    system_identifier bigint not null,
    timeline text not null,
    database_oid bigint not null,
    events_oid bigint not null,
    begun_at timestamptz not null default now(),
    constraint feed_epoch_pkey primary key (ordinal),
    constraint feed_epoch_epoch_key unique (epoch)
);
comment on table feed_epoch is 'One row for each database that this feed has lived in. The newest is the epoch of today''s cursors; a restore into another cluster, database or table, and a promotion, begin a new one.';
comment on column feed_epoch.epoch is 'Random, so that two restores of one dump never share an epoch.';
