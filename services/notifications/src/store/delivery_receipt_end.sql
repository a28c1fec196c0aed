-- Notes what a receipt said of a message ($1), only on the state ($2) that it was decided on: status $3, tried again at $4 or
-- never, at an instant ($5), in Notify's word ($6). It ends the last attempt ($7); where that has ended it is told beside it.
with changed as (
  update notifications.delivery
     set status = $3, next_attempt_at = $4, accepted_as = null, claim = null, claimed_until = null, version = version + 1,
         changed_by = null, changed_at = $5
   where delivery_id = $1 and version = $2
  returning delivery_id
), ended as (
  update notifications.delivery_attempt attempt
     set ended_at = $5, status = $3, detail = $6
    from changed
   where attempt.delivery_id = changed.delivery_id and attempt.number = $7 and attempt.ended_at is null
  returning attempt.number
), told_late as (
  insert into notifications.delivery_attempt (delivery_id, number, began_at, ended_at, status, detail)
  select delivery_id, 1 + coalesce($7, 0), $5, $5, $3, $6 from changed where not exists (select from ended)
)
select exists (select from changed)
