-- Why: what leaves the application may get lost on its way, so each message is a row until it has arrived or is dead. It goes
-- out at least once, under the id of its row. Who sends claims it for a while instead of holding a transaction open: a
-- replica that is killed leaves a claim that runs out.

create sequence notifications.delivery_turn;

create table notifications.delivery (
  delivery_id     uuid        not null constraint delivery_pkey primary key,
  place           bigint      generated always as identity constraint delivery_place_key unique,
  turn            bigint      not null default nextval('notifications.delivery_turn'),
  notification_id uuid        not null,
  channel         text        not null constraint delivery_channel_known check (channel in ('WEBHOOK', 'EMAIL', 'SMS')),
  webhook_id      uuid,
  status          text        not null default 'CREATED',
  tries           integer     not null default 0,
  created_at      timestamptz not null,
  next_attempt_at timestamptz,
  accepted_as     uuid,
  claim           uuid,
  claimed_until   timestamptz,
  version         bigint      not null default 1,
  changed_by      uuid,
  changed_at      timestamptz not null,
  constraint delivery_once unique nulls not distinct (notification_id, channel, webhook_id),
  constraint delivery_goes_to_its_webhook check ((channel = 'WEBHOOK') = (webhook_id is not null)),
  constraint delivery_is_accepted_while_under_way check (accepted_as is null or status = 'SENDING'),
  constraint delivery_claim_runs_out check ((claim is null) = (claimed_until is null)),
  constraint delivery_status_has_its_facts check (
    case status
      when 'CREATED'           then next_attempt_at is not null
      when 'SENDING'           then next_attempt_at is not null
      when 'DELIVERED'         then next_attempt_at is null
      when 'PERMANENT_FAILURE' then next_attempt_at is null
      when 'TEMPORARY_FAILURE' then true
      when 'TECHNICAL_FAILURE' then true
      when 'WITHHELD'          then next_attempt_at is null
      else false
    end)
);
comment on column notifications.delivery.webhook_id is 'Where it goes; null for what goes to the worker.';
comment on table notifications.delivery is 'Each message that leaves the application: one notification by one channel.';
comment on column notifications.delivery.place is 'In which order they were queued: the order in which they are listed.';
comment on column notifications.delivery.turn is 'In which order those of one webhook are sent. Taken under the lock of raise.sql; a redelivered one goes to the end.';
comment on column notifications.delivery.tries is 'How often it was tried since it was queued or redelivered.';
comment on column notifications.delivery.next_attempt_at is 'When it is tried, or tried again, by the clock that is passed in; null when nothing is left to do.';
comment on column notifications.delivery.accepted_as is 'Under which id a provider took it that tells later what came of it; null for others.';
comment on column notifications.delivery.claimed_until is 'Until when whoever claimed it may send it, by the database''s own clock.';

create index delivery_of_webhook_waiting on notifications.delivery (webhook_id, turn) where next_attempt_at is not null;
create index delivery_to_people_waiting on notifications.delivery (channel, next_attempt_at)
  where next_attempt_at is not null and webhook_id is null;
create index delivery_dead on notifications.delivery (place desc)
  where next_attempt_at is null and status in ('PERMANENT_FAILURE', 'TEMPORARY_FAILURE', 'TECHNICAL_FAILURE');
create index delivery_by_webhook on notifications.delivery (webhook_id, place desc);

create table notifications.delivery_attempt (
  delivery_id uuid        not null,
  number      integer     not null,
  began_at    timestamptz not null,
  ended_at    timestamptz,
  status      text        not null default 'SENDING',
  detail      text        not null default '',
  constraint delivery_attempt_pkey primary key (delivery_id, number),
  constraint delivery_attempt_ends_with_an_outcome check ((ended_at is null) = (status = 'SENDING'))
);
comment on table notifications.delivery_attempt is 'Each attempt to send a message. One that was cut off has no end.';
