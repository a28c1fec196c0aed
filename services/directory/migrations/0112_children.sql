-- Why: the process is about children in care, known by the council's own id, and passes work to those who are allocated to
-- them at that moment. Who was allocated before stays on record.

create table directory.child (
  child_id       text        not null collate "C" constraint child_pkey primary key,
  first_name     text        not null,
  surname        text        not null,
  first_name_key text        not null collate "C",
  surname_key    text        not null collate "C",
  date_of_birth  date,
  gender         text        not null,
  version        bigint      not null,
  changed_by     uuid,
  changed_at     timestamptz not null
);
comment on table directory.child is
  'A child in care. The keys are the names to find and order by, without case and accents; gender is empty when it is not recorded; version grows with the record and with its allocations.';
create index child_by_name on directory.child (surname_key, first_name_key, child_id);

create table directory.allocation (
  allocation_id bigint      generated always as identity constraint allocation_pkey primary key,
  child_id      text        not null collate "C" constraint allocation_child_known references directory.child,
  role          integer     not null constraint allocation_role_known check (role > 0),
  worker_id     uuid        not null constraint allocation_worker_known references directory.worker,
  began_at      timestamptz not null,
  began_by      uuid        not null,
  ended_at      timestamptz,
  ended_by      uuid
);
comment on table directory.allocation is
  'Who is, or was, what to a child (role is a number of permanence.directory.v1.AllocationRole). A row without an end stands now.';
create unique index allocation_one_worker_a_role on directory.allocation (child_id, role) where ended_at is null;
create index allocation_by_worker on directory.allocation (worker_id) where ended_at is null;

create view directory.child_record as
select child_id, first_name, surname, first_name_key, surname_key, date_of_birth, gender,
       (select coalesce(json_agg(json_build_object(
                 'role', allocation.role,
                 'worker', json_build_object('id', worker.worker_id, 'display_name', worker.display_name))
                 order by allocation.role), '[]')
          from directory.allocation join directory.worker on worker.worker_id = allocation.worker_id
         where allocation.child_id = child.child_id and allocation.ended_at is null) as allocations,
       version, changed_by, changed_at
  from directory.child;
comment on view directory.child_record is 'A child with the allocations of now, by role.';
