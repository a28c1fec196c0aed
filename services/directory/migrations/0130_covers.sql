-- Why: while somebody is absent, a colleague acts for them; who that was on which days stays on record with every act.

create table directory.cover (
  cover_id    uuid        not null constraint cover_pkey primary key,
  covered_id  uuid        not null constraint cover_covered_known references directory.worker,
  covering_id uuid        not null constraint cover_covering_known references directory.worker,
  first_day   date        not null,
  last_day    date        not null,
  ended_at    timestamptz,
  version     bigint      not null,
  changed_by  uuid,
  changed_at  timestamptz not null,
  constraint cover_of_another check (covered_id <> covering_id),
  constraint cover_days_in_order check (first_day <= last_day)
);
comment on table directory.cover is
  'Who acts for whom, on which days in London. ended_at is set when it was ended before its last day was over.';
create index cover_by_covered on directory.cover (covered_id, first_day, cover_id);
create index cover_by_covering on directory.cover (covering_id, first_day, cover_id);

create view directory.cover_record as
select cover_id, json_build_object('id', covered.worker_id, 'display_name', covered.display_name) as covered,
       json_build_object('id', covering.worker_id, 'display_name', covering.display_name) as covering,
       covered_id, covering_id, first_day, last_day, ended_at, cover.version, cover.changed_by, cover.changed_at
  from directory.cover
  join directory.worker covered  on covered.worker_id  = cover.covered_id
  join directory.worker covering on covering.worker_id = cover.covering_id;
comment on view directory.cover_record is 'A cover with the names of both.';

create view directory.people_cover as
select cover_id, covered_id, covering_id, first_day, last_day, ended_at is not null as ended, version from directory.cover;
comment on view directory.people_cover is 'Covers, as the other services copy them.';
