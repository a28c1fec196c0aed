-- Numbers and seals entries: $1 up to where every entry is known to be sealed or rolled back, $2 how many at most.
-- Another sealer that numbered the same makes it fail on a primary key, and nothing is sealed.
with base as (
    select coalesce(max(last), 0) as last, coalesce(max(settled), 0) as settled,
        coalesce((select hash from audit_seal order by first desc limit 1), ''::bytea) as hash
    from (select last, settled from audit_seal order by first desc limit 1) newest
),
unsealed as materialized (
    select e.entry
    from audit_entry e
    where e.entry > greatest((select settled from base), $1)
        -- Looked up one by one: joined, the two tables would be read whole.
        and (select s.number from audit_sealed s where s.entry = e.entry limit 1) is null
    order by e.entry
    limit $2
),
numbered as (
    select entry, (select last from base) + row_number() over (order by entry) as number from unsealed
),
digested as materialized (
    select n.number, e.entry, audit_digest(n.number, e) as digest, e.time, e.worker_id, e.child_id
    from numbered n join audit_entry e on e.entry = n.entry
),
listed as (
    insert into audit_sealed (number, entry, digest, time, worker_id, child_id)
    select number, entry, digest, time, worker_id, child_id from digested
)
insert into audit_seal (first, last, hash, settled)
select min(number), max(number),
    audit_chain((select hash from base), min(number), max(number), string_agg(digest, ''::bytea order by number)),
    greatest((select settled from base), $1)
from digested
having count(*) > 0
returning last - first + 1
