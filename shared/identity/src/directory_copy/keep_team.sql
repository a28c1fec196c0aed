-- One team as the directory has it, unless a newer one is kept.
insert into people_team (team_id, name, version) values ($1, $2, $3)
on conflict on constraint people_team_pkey do update
set name = excluded.name, version = excluded.version
where people_team.version < excluded.version
