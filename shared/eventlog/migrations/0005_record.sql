-- What a service's guarded statement calls, so that rows, events, audit and receipt are one statement and one commit:
--
--     with guard as (update … where id = $1 and version = $2 returning 1), …
--     select case when exists (select from guard) then record($8, $9, $10) else stale('workstep') end
--
-- A guard of several rows counts them, "(select count(*) from guard) = 2": every row lock is then taken before an event
-- gets its place in outbox.

create function stale(what text) returns void
language plpgsql
as $$
begin
    raise exception using errcode = 'PM409', message = what;
end
$$;
comment on function stale is 'Rolls the statement back: what it was decided on is no longer so. The caller loads and decides again.';

create function record_receipt(slot smallint, new_receipt jsonb) returns void
language plpgsql
as $$
begin
    insert into receipt (slot, request_id, caller, rpc, body_hash, answer)
    values (record_receipt.slot, (new_receipt ->> 'request_id')::uuid, new_receipt ->> 'caller', new_receipt ->> 'rpc',
        decode(new_receipt ->> 'body_hash', 'base64'), decode(new_receipt ->> 'answer', 'base64'))
    on conflict do nothing;
    if not found then
        perform stale('request');
    end if;
end
$$;
comment on function record_receipt is 'Raises stale(''request'') where an equal request was recorded before; waits for one that is under way.';

create function record(new_events jsonb, new_audit jsonb, new_receipt jsonb) returns void
language plpgsql
as $$
declare
    slot constant smallint := receipt_slot(now());
    next_slot constant smallint := receipt_slot(now() + interval '1 minute');
begin
    if new_receipt is not null then
        perform record_receipt(slot, new_receipt);
        -- In a week's last minute also under the next week, so that twins on both sides of its end still meet.
        if next_slot <> slot then
            perform record_receipt(next_slot, new_receipt);
        end if;
    end if;

    if new_audit is not null then
        insert into audit_entry (time, worker_id, on_behalf_of_id, rpc, child_id, subjects, detail, trace_id)
        select given.time, given.worker_id, given.on_behalf_of_id, given.rpc, given.child_id,
            coalesce(given.subjects, '{}'), coalesce(given.detail, ''), given.trace_id
        from jsonb_to_recordset(new_audit)
            as given (time timestamptz, worker_id text, on_behalf_of_id text, rpc text, child_id text,
                subjects text[], detail text, trace_id text);
    end if;

    if new_events is not null then
        insert into outbox (id, type, subject, subject_version, time, child_id, case_id, actor_id, traceparent, data)
        select given.id, given.type, given.subject, given.subject_version, given.time, given.child_id,
            given.case_id, given.actor_id, given.traceparent, decode(given.data, 'base64')
        from jsonb_to_recordset(new_events)
            as given (id uuid, type text, subject text, subject_version bigint, time timestamptz, child_id text,
                case_id uuid, actor_id uuid, traceparent text, data text);
    end if;
end
$$;
comment on function record is 'Writes the receipt, the audit entries and the events of a command. Raises stale(''request'') when an equal request was recorded meanwhile.';
