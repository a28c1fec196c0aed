-- Moves the cursor of upstream $1 from $2 to $3, if it still stands there; $4 says that the reader has heard all there
-- is, $5 who reads. Gives the keys that are parked, and those to be tried again; no row where somebody else moved it.
with moved as (
    update feed_cursor
    set cursor = $3,
        heard_at = case when $4 then now() else heard_at end,
        held_until = case when holder = $5 then now() + interval '2500 milliseconds' else held_until end
    where upstream = $1 and cursor = $2
    returning holder is not distinct from $5 as held
)
select moved.held,
    array(select distinct key from parked where upstream = $1) as parked,
    array(select distinct key from parked where upstream = $1 and retry_asked) as asked
from moved
