-- Why: everything that is passed on is passed to a worker of the council, found by name, role and team; and every act is
-- a worker's. Teams and workers are kept for good: who has left is inactive, a role no longer held has an end.

create table directory.team (
  team_id    uuid        not null constraint team_pkey primary key,
  name       text        not null,
  name_key   text        not null collate "C" constraint team_name_taken unique,
  version    bigint      not null,
  changed_by uuid,
  changed_at timestamptz not null
);
comment on table directory.team is 'A group of workers. name_key is the name with case, spacing and kind of dash ignored.';

create table directory.worker (
  worker_id       uuid        not null constraint worker_pkey primary key,
  display_name    text        not null,
  name_key        text        not null collate "C",
  subject         text        not null collate "C" constraint worker_subject_taken unique,
  team_id         uuid        constraint worker_team_known references directory.team,
  line_manager_id uuid        constraint worker_line_manager_known references directory.worker,
  active          boolean     not null,
  version         bigint      not null,
  changed_by      uuid,
  changed_at      timestamptz not null
);
comment on table directory.worker is
  'A person who works for the council, or a system of its. subject is what the identity provider calls them; name_key is the name to find and order by, without case and accents; changed_by is null when the suite itself recorded the first administrator.';
create index worker_by_name on directory.worker (name_key, worker_id) where active;
create index worker_by_team on directory.worker (team_id) where active;

create table directory.worker_role (
  worker_role_id bigint      generated always as identity constraint worker_role_pkey primary key,
  worker_id      uuid        not null constraint worker_role_worker_known references directory.worker,
  role           integer     not null constraint worker_role_known check (role > 0),
  began_at       timestamptz not null,
  ended_at       timestamptz
);
comment on table directory.worker_role is
  'Which roles (numbers of permanence.type.v1.Role) a worker holds or held. A row without an end is held now.';
create unique index worker_role_held_once on directory.worker_role (worker_id, role) where ended_at is null;

create table directory.line_management (
  one     boolean not null default true constraint line_management_pkey primary key
                                        constraint line_management_single check (one),
  version bigint  not null
);
comment on table directory.line_management is
  'One row, whose version grows whenever a worker gets another line manager: two such changes that would close a circle together cannot both be decided on the same version.';
insert into directory.line_management (version) values (0);

create view directory.worker_record as
select worker_id, display_name, name_key, subject,
       array(select held.role from directory.worker_role held
              where held.worker_id = worker.worker_id and held.ended_at is null
              order by held.role) as roles,
       team_id, line_manager_id, active, version, changed_by, changed_at
  from directory.worker;
comment on view directory.worker_record is 'A worker with the roles held now.';
