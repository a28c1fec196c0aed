-- $1 child_id, $2 first_name, $3 surname, $4 date_of_birth, $5 gender, $6 version, $7 allocated roles, $8 their workers
with changed as (
    insert into people_child (child_id, first_name, surname, date_of_birth, gender, version)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (child_id) do update set
        first_name = excluded.first_name,
        surname = excluded.surname,
        date_of_birth = excluded.date_of_birth,
        gender = excluded.gender,
        version = excluded.version
    where people_child.version < excluded.version
    returning 1
), gone as (
    delete from people_allocation
    where child_id = $1 and role <> all ($7) and exists (select from changed)
)
insert into people_allocation (child_id, role, worker_id)
select $1, allocated.role, allocated.worker_id
from unnest($7::integer[], $8::uuid[]) as allocated (role, worker_id)
where exists (select from changed)
on conflict (child_id, role) do update set worker_id = excluded.worker_id
