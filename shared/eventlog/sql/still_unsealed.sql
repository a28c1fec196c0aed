-- Whether an entry up to $1 waits to be sealed.
select exists (
    select from audit_entry e
    where e.entry > coalesce((select settled from audit_seal order by first desc limit 1), 0)
        and e.entry <= $1
        and (select s.number from audit_sealed s where s.entry = e.entry limit 1) is null)
