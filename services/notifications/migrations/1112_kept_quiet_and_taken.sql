-- Why: what a worker's quiet hours put off goes out only if it is news by their end; what waits for another reason goes out whatever they
-- read meanwhile. That a message waits does not say for which. And of what lies in an inbox all members are reminded, until one of them
-- takes it.

alter table notifications.delivery add column kept_quiet boolean not null default false;
comment on column notifications.delivery.kept_quiet is 'Whether quiet hours put it off, at least once.';

alter table notifications.notification
  drop constraint notification_until_known,
  add constraint notification_until_known check (until in ('STARTED', 'CLAIMED', 'TAKEN', 'ANSWERED', 'ENDED')) not valid;
