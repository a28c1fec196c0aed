-- $1 inbox_id, $2 name_key, $3 name, $4 version, $5 members
with changed as (
    insert into people_inbox (inbox_id, name_key, name, version)
    values ($1, $2, $3, $4)
    on conflict (inbox_id) do update set
        name_key = excluded.name_key,
        name = excluded.name,
        version = excluded.version
    where people_inbox.version < excluded.version
    returning 1
), gone as (
    delete from people_inbox_member
    where inbox_id = $1 and worker_id <> all ($5) and exists (select from changed)
)
insert into people_inbox_member (inbox_id, worker_id)
select $1, member from unnest($5::uuid[]) as member
where exists (select from changed)
on conflict do nothing
