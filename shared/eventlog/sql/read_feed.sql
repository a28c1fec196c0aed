-- The next part of the feed: $1 the position to read after, $2 how many at most. One row of nulls beside the epoch
-- where there is nothing.
select newest.epoch, next.*
from (select epoch from feed_epoch order by ordinal desc limit 1) newest
left join lateral (
    select position, id, type, subject, subject_version, time, child_id, case_id, actor_id, traceparent, data
    from events
    where position > $1
    order by position
    limit $2
) next on true
order by next.position
