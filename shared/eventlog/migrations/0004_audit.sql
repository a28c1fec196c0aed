-- Who read or changed what. An entry is written with its effect; the sequencer's leader numbers entries without gaps and
-- seals them in batches, each seal holding the hash of the one before it. Nothing here is ever changed: service roles may
-- only insert and select, and the triggers below refuse whoever may do more.

create table audit_entry (
    entry bigint generated always as identity,
    time timestamptz not null,
    worker_id text not null,
    on_behalf_of_id text,
    rpc text not null,
    child_id text,
    subjects text[] not null,
    detail text not null,
    trace_id text,
    constraint audit_entry_pkey primary key (entry)
);
comment on table audit_entry is 'Each read and each command, written with its effect: no entry, no effect.';
comment on column audit_entry.entry is 'Grows with each insertion, with gaps; the number that people see is given when the entry is sealed.';

create table audit_sealed (
    number bigint not null,
    entry bigint not null,
    digest bytea not null,
    time timestamptz not null,
    worker_id text not null,
    child_id text,
    constraint audit_sealed_pkey primary key (number),
    constraint audit_sealed_entry_key unique (entry)
);
create index audit_sealed_by_child on audit_sealed (child_id, number) where child_id is not null;
create index audit_sealed_by_worker on audit_sealed (worker_id, number);
create index audit_sealed_by_time on audit_sealed (time);
comment on table audit_sealed is 'The number and the digest of each sealed entry, and the columns by which entries are looked for.';
comment on column audit_sealed.number is 'From 1, without gaps.';
comment on column audit_sealed.digest is 'audit_digest(number, entry).';

create table audit_seal (
    first bigint not null,
    last bigint not null,
    hash bytea not null,
    settled bigint not null,
    sealed_at timestamptz not null default now(),
    constraint audit_seal_pkey primary key (first),
    constraint audit_seal_in_order check (last >= first)
);
comment on table audit_seal is 'Each batch of sealed entries, chained: changing, adding or removing an entry breaks its seal and every later one.';
comment on column audit_seal.hash is 'audit_chain(hash of the seal before, first, last, digests).';
comment on column audit_seal.settled is 'Every entry up to here is sealed, or its transaction rolled back: where the search for unsealed ones begins.';

create function audit_digest(number bigint, entry audit_entry) returns bytea
language sql immutable parallel safe
as $$
    select sha256(convert_to(jsonb_build_array(
        number, entry.entry, (extract(epoch from entry.time) * 1000000)::bigint, entry.worker_id, entry.on_behalf_of_id,
        entry.rpc, entry.child_id, to_jsonb(entry.subjects), entry.detail, entry.trace_id)::text, 'UTF8'))
$$;
comment on function audit_digest is 'SHA-256 over the entry and its number, as the text of a JSON array; the time in microseconds since 1970.';

create function audit_chain(before bytea, first bigint, last bigint, digests bytea) returns bytea
language sql immutable parallel safe
as $$ select sha256(before || int8send(first) || int8send(last) || digests) $$;
comment on function audit_chain is 'The hash of a seal over the numbers first to last: SHA-256 over the hash of the seal before it (empty for the first seal), both numbers in 8 bytes each, and the digests in order.';

create function audit_refuse_change() returns trigger
language plpgsql
as $$
begin
    raise exception using errcode = '42501', message = 'audit entries and their seals are never changed';
end
$$;
create trigger audit_entry_stands before update or delete or truncate on audit_entry
    for each statement execute function audit_refuse_change();
create trigger audit_sealed_stands before update or delete or truncate on audit_sealed
    for each statement execute function audit_refuse_change();
create trigger audit_seal_stands before update or delete or truncate on audit_seal
    for each statement execute function audit_refuse_change();
