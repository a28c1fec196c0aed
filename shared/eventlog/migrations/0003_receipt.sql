-- A command has its effect once per (caller, rpc, request_id); a repeat gets the first answer, for at least seven days.
-- The rows stand in three partitions that are reused in turn, one a week of the database's clock: this week's, last
-- week's, and the one that is emptied for the next. All three exist from the beginning, so no command waits for, or fails
-- for want of, a partition that somebody had to make in time; and a load looks into three indexes, not into nine.

create table receipt (
    slot smallint not null,
    request_id uuid not null,
    caller text not null,
    rpc text not null,
    body_hash bytea not null,
    answer bytea not null,
    recorded_at timestamptz not null default now(),
    constraint receipt_pkey primary key (request_id, caller, rpc, slot)
) partition by list (slot);
comment on table receipt is 'The answers of commands that succeeded, for whoever repeats one.';
comment on column receipt.slot is 'The week it was recorded in, by receipt_slot().';
comment on column receipt.body_hash is 'SHA-256 of the request: the same request_id with another body is refused.';

create table receipt_0 partition of receipt for values in (0);
create table receipt_1 partition of receipt for values in (1);
create table receipt_2 partition of receipt for values in (2);

create function receipt_slot(at timestamptz) returns smallint
language sql immutable parallel safe
as $$ select (((at at time zone 'utc')::date - date '1970-01-01') / 7 % 3)::smallint $$;
comment on function receipt_slot is 'The partition of an instant: weeks since 1970 (they begin on Thursdays, 00:00 UTC), counted round.';

create function recall(caller text, rpc text, request_id uuid) returns table (body_hash bytea, answer bytea)
language sql stable
as $$
    select kept.body_hash, kept.answer
    from receipt kept
    where kept.request_id = recall.request_id and kept.caller = recall.caller and kept.rpc = recall.rpc
    limit 1
$$;
comment on function recall is 'The receipt of an earlier, equal call: no row when there was none. For "left join lateral recall(...) on true" in a load.';

-- The service's role may not truncate, and needs only this of it. A reader that holds the partition (a dump, for one) is
-- not waited for, because commands would queue behind the wait; there is a week to try again.
create function forget_receipts(at timestamptz) returns boolean
language plpgsql security definer
set search_path from current
set lock_timeout = '50ms'
as $$
declare
    old constant text := 'receipt_' || receipt_slot(at + interval '7 days');
    filled boolean;
begin
    execute format('select exists (select from %I)', old) into filled;
    if filled then
        execute format('truncate %I', old);
    end if;
    return filled;
exception
    when lock_not_available then
        return false;
end
$$;
comment on function forget_receipts is 'Empties next week''s partition of what stands there from the week before last: true when it was emptied now. Called by the sequencer''s leader.';
