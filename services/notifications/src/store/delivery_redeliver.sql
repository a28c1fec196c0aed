-- Queues a message anew, only on the state that it was decided on: $1 the message, $2 version, $3 status, $4 next_attempt_at,
-- $5 changed_by, $6 changed_at, $7 events, $8 audit, $9 receipt
with changed as (
  update notifications.delivery
     set version = $2, status = $3, next_attempt_at = $4, tries = 0, turn = nextval('notifications.delivery_turn'),
         changed_by = $5, changed_at = $6
   where delivery_id = $1 and version = $2 - 1
  returning delivery_id
)
select case when exists (select from changed) then record($7, $8, $9) else stale('delivery') end
