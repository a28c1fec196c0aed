-- Queues dead messages ($1) anew, in that order behind all that wait, only on the versions ($2) that it was decided on, at an instant
-- ($3) by somebody ($4): all of them or none. $5 events, $6 audit, $7 receipt
with wanted as materialized (
  select given.delivery_id, given.version, given.number
    from unnest($1::uuid[], $2::bigint[]) with ordinality as given (delivery_id, version, number)
), turns as materialized (
  select ordered.delivery_id, ordered.version, nextval('notifications.delivery_turn') as turn
    from (select * from wanted order by number) ordered
), changed as (
  update notifications.delivery
     set version = delivery.version + 1, status = 'CREATED', next_attempt_at = $3, tries = 0, turn = turns.turn,
         changed_by = $4, changed_at = $3
    from turns
   where delivery.delivery_id = turns.delivery_id and delivery.version = turns.version
     and delivery.next_attempt_at is null
     and delivery.status in ('PERMANENT_FAILURE', 'TEMPORARY_FAILURE', 'TECHNICAL_FAILURE')
  returning delivery.delivery_id
)
select case when (select count(*) from changed) = (select count(*) from wanted) then record($5, $6, $7) else stale('delivery') end
