-- Numbers what is committed: $1 the place below which outbox is known to be done with, $2 how many at most, $3 the last
-- position given. By ctid, so that a large outbox of dead rows is walked once, and never scanned.
with taken as (
    delete from outbox
    where ctid = any (array(select ctid from outbox where seq > $1 order by seq limit $2))
    returning *
)
insert into events
    (position, id, type, subject, subject_version, time, child_id, case_id, actor_id, traceparent, data)
select $3 + row_number() over (order by seq), id, type, subject, subject_version, time, child_id, case_id, actor_id,
    traceparent, data
from taken
returning position, id, type, subject, subject_version, time, child_id, case_id, actor_id, traceparent, data
