-- Notes that an attempt to send a message ($1) under a claim ($2) begins at an instant ($3), and gives its number. Quiet hours are not
-- what it waits for from here on.
with sending as (
  update notifications.delivery
     set status = 'SENDING', tries = tries + 1, kept_quiet = false, version = version + 1, changed_by = null, changed_at = $3
   where delivery_id = $1 and claim = $2
  returning delivery_id
)
insert into notifications.delivery_attempt (delivery_id, number, began_at)
select delivery_id, 1 + (select count(*) from notifications.delivery_attempt earlier where earlier.delivery_id = $1), $3
  from sending
returning number
