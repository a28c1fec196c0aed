-- Where the feed ends, and up to where outbox is filled, looked at up to place $3: in one snapshot, so that whatever is
-- committed stands in one of the two. $1 and $2: of which epoch, and up to where, outbox is known to be done with.
select newest.epoch,
    coalesce((select max(position) from events), 0) as "end",
    (
        select max(seq) from outbox
        where seq > case when newest.epoch = $1 then $2 else 0 end and seq <= $3
    ) as waiting
from (select epoch from feed_epoch order by ordinal desc limit 1) newest
