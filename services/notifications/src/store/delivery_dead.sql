-- The dead messages that are to be tried again together: $1 the token's subject, $2 the call, $3 its request_id; $4 a channel, $5 a
-- webhook, $6 the instant from which on they died and $7 that before which, each or null; $8 how many at most: those that have been dead for
-- longest, so that whatever dies again lets the others have their turn. One row.
with dead as not materialized (
  select delivery_id, place, version, changed_at
    from notifications.delivery
   where next_attempt_at is null and status in ('PERMANENT_FAILURE', 'TEMPORARY_FAILURE', 'TECHNICAL_FAILURE')
     and ($4::text is null or channel = $4)
     and ($5::uuid is null or webhook_id = $5)
     and ($6::timestamptz is null or changed_at >= $6)
     and ($7::timestamptz is null or changed_at < $7)
), first as (
  select delivery_id, place, version from dead order by changed_at, place limit $8
)
select access($1, null) as access, earlier.body_hash, earlier.answer, (select count(*) from dead) as dead_count,
       array(select delivery_id from first order by place) as delivery_ids,
       array(select version from first order by place) as versions
  from (values (1)) as once (call)
  left join recall($1, $2, $3) as earlier on true
