-- Why: a message that was claimed while its worker took their quiet hours away was put off by them all the same: whoever had claimed it
-- had read them before, and the change saw nothing yet that was put off. Within a function each statement sees what was committed
-- before it, so what was put off is looked for once nobody puts anything off by the old hours any more. And what was tried since waits for
-- another reason: quiet hours that are changed do not bring it forward.

create function notifications.look_again_at_kept_quiet(of_worker uuid, looked_at timestamptz) returns void
language sql volatile
set search_path from current
as $$
  update notifications.delivery waiting
     set next_attempt_at = looked_at
   where waiting.channel in ('EMAIL', 'SMS') and waiting.webhook_id is null and waiting.next_attempt_at > looked_at and waiting.kept_quiet
     and (exists (select from notifications.notification told
                   where told.notification_id = waiting.notification_id and told.worker_id = of_worker)
          or exists (select from notifications.digest
                      where digest.digest_id = waiting.digest_id and digest.worker_id = of_worker))
$$;
comment on function notifications.look_again_at_kept_quiet is 'What quiet hours put off for a worker is due at an instant; for whoever holds the lock of their preferences.';

comment on column notifications.delivery.kept_quiet is 'Whether quiet hours put it off, and it was not tried since.';
