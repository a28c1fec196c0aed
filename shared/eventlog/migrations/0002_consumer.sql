-- What this service has heard of the feeds that it reads. The cursor moves in the transaction that applies the events,
-- by compare-and-set: delivered at least once, in effect exactly once, whoever else tries.

create table feed_cursor (
    upstream text not null,
    cursor text not null default '',
    heard_at timestamptz,
    holder uuid,
    held_until timestamptz,
    constraint feed_cursor_pkey primary key (upstream),
    constraint feed_cursor_holder_with_time check ((holder is null) = (held_until is null))
) with (fillfactor = 50);
comment on table feed_cursor is 'How far each upstream feed is applied here.';
comment on column feed_cursor.cursor is 'As the upstream gave it; empty before the first event.';
comment on column feed_cursor.heard_at is 'When this copy was last known to hold everything that the upstream had, by the database''s clock. What rests on a copy fails closed when this is old.';
comment on column feed_cursor.holder is 'The replica that follows the feed in the background. A lease: it saves work, the cursor alone is what keeps effects single.';

create table parked (
    place bigint generated always as identity,
    upstream text not null,
    key text not null,
    event_id uuid not null,
    event bytea not null,
    reason text not null,
    parked_at timestamptz not null default now(),
    retry_asked boolean not null default false,
    constraint parked_pkey primary key (place),
    constraint parked_event_key unique (upstream, event_id)
);
create index parked_by_key on parked (upstream, key, place);
comment on table parked is 'Events that could not be applied, and those that came after them about the same child. They wait for "permanence events retry"; everything else went on.';
comment on column parked.key is 'The child''s id; where the event has none, its subject.';
comment on column parked.event is 'The whole permanence.events.v1.Event, encoded.';
comment on column parked.retry_asked is 'An operator asked for another attempt; whoever follows the feed makes it.';
