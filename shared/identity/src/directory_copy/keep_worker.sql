-- $1 worker_id, $2 subject, $3 display_name, $4 active, $5 roles, $6 team_id, $7 line_manager_id, $8 version
insert into people_worker (worker_id, subject, display_name, active, roles, team_id, line_manager_id, version)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (worker_id) do update set
    subject = excluded.subject,
    display_name = excluded.display_name,
    active = excluded.active,
    roles = excluded.roles,
    team_id = excluded.team_id,
    line_manager_id = excluded.line_manager_id,
    version = excluded.version
where people_worker.version < excluded.version
