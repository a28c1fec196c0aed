-- Why: what quiet hours had put off before 1112 does not say so, and would wait for their old end whatever its worker changes. It shows
-- by when it is tried: quiet hours end on a minute, and after the message was queued or its digest was due. What waits for the
-- directory, or was queued anew, goes by a clock that shows microseconds.

update notifications.delivery waiting
   set kept_quiet = true
  from (select queued.delivery_id
          from notifications.delivery queued
          left join notifications.notification told using (notification_id)
          left join notifications.digest on digest.digest_id = queued.digest_id
          join notifications.preferences on preferences.worker_id = coalesce(told.worker_id, digest.worker_id)
         where queued.channel in ('EMAIL', 'SMS') and queued.webhook_id is null
           and queued.next_attempt_at > coalesce(digest.due_at, queued.created_at)
           and queued.next_attempt_at = date_trunc('minute', queued.next_attempt_at)
           and preferences.quiet_from is not null) put_off
 where waiting.delivery_id = put_off.delivery_id and waiting.tries = 0 and not waiting.kept_quiet;
