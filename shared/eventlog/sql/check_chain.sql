-- Recomputes the seals after $1, $2 at most; $3 is the hash of the seal before them.
with page as (
    select first, last, hash, coalesce(lag(hash) over (order by first), $3) as before
    from audit_seal
    where first > $1
    order by first
    limit $2
),
checked as (
    select page.first, page.last, page.hash, page.before, s.number, s.digest,
        page.first - 1 + row_number() over (partition by page.first order by s.number) as expected,
        s.digest = audit_digest(s.number, e) and s.time = e.time and s.worker_id = e.worker_id
            and s.child_id is not distinct from e.child_id as agrees
    from page
    left join audit_sealed s on s.number between page.first and page.last
    left join audit_entry e on e.entry = s.entry
)
select first, last, hash,
    count(number) as found,
    min(expected) filter (where number is distinct from expected or agrees is not true) as broken,
    hash = audit_chain(before, first, last, coalesce(string_agg(digest, ''::bytea order by number), ''::bytea)) as chained
from checked
group by first, last, hash, before
order by first
