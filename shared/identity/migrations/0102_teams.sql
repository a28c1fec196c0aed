-- Folders are sorted by team: its name is copied like the people's.

create table people_team (
    team_id uuid not null,
    name text not null,
    version bigint not null,
    constraint people_team_pkey primary key (team_id)
);
comment on table people_team is 'A copy of the directory''s teams.';

-- A folder that is kept to one team asks for the children of the team's social workers.
create index people_worker_by_team on people_worker (team_id);
