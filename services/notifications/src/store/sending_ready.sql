-- What is known of each message that was claimed, at the moment at which it is to go out: what the worker has access to now of the
-- records that it tells of, and where they or the webhook are reached now. A digest, and what was put off untried until a worker may be
-- disturbed, tells only of what is neither read nor settled by now.
select delivery.delivery_id, delivery.claim, told.notification_id, told.kind, told.happened_at, delivery.digest_id,
       coalesce(told.worker_id, digest.worker_id) as worker_id, worker.subject, records.child_ids, records.access,
       delivery.tries, delivery.accepted_as, delivery.status as stage,
       last_attempt.number as attempt, last_attempt.began_at as attempt_began_at,
       case when last_attempt.ended_at is null then last_attempt.number end as cut_off, contact.email, contact.phone,
       preferences.quiet_from, preferences.quiet_until,
       webhook.*
  from claimed delivery
  left join notifications.notification told using (notification_id)
  left join notifications.digest on digest.digest_id = delivery.digest_id
  left join people_worker worker on worker.worker_id = coalesce(told.worker_id, digest.worker_id)
  left join lateral (
    select attempt.number, attempt.began_at, attempt.ended_at
      from notifications.delivery_attempt attempt
     where attempt.delivery_id = delivery.delivery_id
     order by attempt.number desc
     limit 1
  ) last_attempt on true
  left join notifications.contact on contact.worker_id = coalesce(told.worker_id, digest.worker_id)
  left join notifications.preferences on preferences.worker_id = coalesce(told.worker_id, digest.worker_id)
 cross join lateral (
    select coalesce(array_agg(record.child_id), '{}') as child_ids,
           coalesce(jsonb_agg(access(worker.subject, record.child_id)), '[]') as access
      from (select coalesce(told.child_id, '') as child_id
             where told.notification_id is not null
               and not (delivery.kept_quiet and last_attempt.number is null
                        and (told.read_at is not null or told.settled_at is not null))
            union
            select coalesce(entry.child_id, '')
              from notifications.digest_entry
              join notifications.notification entry using (notification_id)
             where digest_entry.digest_id = delivery.digest_id
               and entry.read_at is null and entry.settled_at is null) record
  ) records
  left join notifications.webhook on webhook.webhook_id = delivery.webhook_id and webhook.deleted_at is null
