-- Why: who would be told a dozen times a day wants to be told once. What a digest holds is gathered in the transaction that
-- raises it; the digest itself is a message like others, which waits for its hour.

alter table notifications.preferences
  add column digest_hour     smallint constraint preferences_digest_is_by_day check (digest_hour between 7 and 18),
  add column digest_channels text[]   not null default '{}',
  add constraint preferences_digest_is_whole check ((digest_hour is null) = (digest_channels = '{}')),
  add constraint preferences_digest_goes_to_people check (digest_channels <@ array['EMAIL', 'SMS']);
comment on column notifications.preferences.digest_hour is 'At which hour of London''s working days the digest goes out; null for none.';

create table notifications.digest (
  digest_id uuid        not null constraint digest_pkey primary key,
  worker_id uuid        not null,
  channel   text        not null constraint digest_goes_to_people check (channel in ('EMAIL', 'SMS')),
  due_at    timestamptz not null,
  constraint digest_once unique (worker_id, channel, due_at)
);
comment on table notifications.digest is 'What is told to a worker by a channel at once, on one day.';

create table notifications.digest_entry (
  digest_id       uuid not null,
  notification_id uuid not null,
  constraint digest_entry_pkey primary key (digest_id, notification_id)
);
create index digest_entry_by_notification on notifications.digest_entry (notification_id);
comment on table notifications.digest_entry is 'What a digest is to tell of.';

alter table notifications.delivery
  alter column notification_id drop not null,
  add column digest_id uuid,
  add constraint delivery_tells_of_one check (num_nonnulls(notification_id, digest_id) = 1),
  drop constraint delivery_once,
  add constraint delivery_once unique nulls not distinct (notification_id, channel, webhook_id, digest_id);
comment on table notifications.delivery is 'Each message that leaves the application: one notification, or the digest of a day, by one channel.';
comment on column notifications.delivery.digest_id is 'The digest; null for what tells of one notification.';
create index delivery_by_digest on notifications.delivery (digest_id) where digest_id is not null;
