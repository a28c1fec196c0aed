-- Why: other systems of the council hear of what workers are told. Each has a secret by which it knows that a message is
-- ours; it lies here sealed, so that a copy of the database signs nothing.

create table notifications.webhook (
  webhook_id      uuid        not null constraint webhook_pkey primary key,
  place           bigint      generated always as identity constraint webhook_place_key unique,
  url             text        not null,
  kinds           text[]      not null,
  description     text        not null,
  secret          bytea       not null,
  previous_secret bytea,
  previous_until  timestamptz,
  created_at      timestamptz not null,
  deleted_at      timestamptz,
  version         bigint      not null,
  changed_by      uuid        not null,
  changed_at      timestamptz not null,
  constraint webhook_previous_secret_ends check ((previous_secret is null) = (previous_until is null))
);
comment on table notifications.webhook is 'Where other systems are called. A deleted one stays, and is called no more.';
comment on column notifications.webhook.place is 'In which order they were created.';
comment on column notifications.webhook.kinds is 'Which kinds of notification it hears of, by their keys in the rules; empty for all.';
comment on column notifications.webhook.secret is 'Sealed with the deployment''s key: only who has that key can sign.';
comment on column notifications.webhook.previous_until is 'Until when messages are signed with the previous secret as well.';
