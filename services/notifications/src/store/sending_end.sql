-- Notes what attempt $3 of a message ($1) under a claim ($2) came to: status $4, in words $5, tried again at $6 or never, at an
-- instant ($7). One that a provider took as $8 has not ended yet.
with ended as (
  update notifications.delivery
     set status = $4, next_attempt_at = $6, accepted_as = $8, claim = null, claimed_until = null, version = version + 1, changed_by = null,
         changed_at = $7
   where delivery_id = $1 and claim = $2
  returning delivery_id
)
update notifications.delivery_attempt attempt
   set ended_at = case when $4 not in ('SENDING', 'PENDING') then $7 end, status = $4, detail = $5
  from ended
 where attempt.delivery_id = ended.delivery_id and attempt.number = $3
