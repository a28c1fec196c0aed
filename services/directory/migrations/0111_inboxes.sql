-- Why: some work is passed to an inbox that several people work from ("virtual worker"). People write its name with other
-- spaces and dashes than the guidance does, so it is compared without them and shown as it was recorded.

create table directory.inbox (
  inbox_id   uuid        not null constraint inbox_pkey primary key,
  name       text        not null,
  name_key   text        not null collate "C" constraint inbox_name_taken unique,
  version    bigint      not null,
  changed_by uuid,
  changed_at timestamptz not null
);
comment on table directory.inbox is
  'A virtual worker. name is exact; name_key is the name with case, spacing and kind of dash ignored.';

create table directory.inbox_member (
  inbox_member_id bigint      generated always as identity constraint inbox_member_pkey primary key,
  inbox_id        uuid        not null constraint inbox_member_inbox_known references directory.inbox,
  worker_id       uuid        not null constraint inbox_member_worker_known references directory.worker,
  began_at        timestamptz not null,
  ended_at        timestamptz
);
comment on table directory.inbox_member is
  'Who works, or worked, from an inbox. A row without an end is a member now.';
create unique index inbox_member_once on directory.inbox_member (inbox_id, worker_id) where ended_at is null;
create index inbox_member_by_worker on directory.inbox_member (worker_id) where ended_at is null;

create view directory.inbox_record as
select inbox_id, name, name_key,
       (select coalesce(json_agg(json_build_object('id', worker.worker_id, 'display_name', worker.display_name)
                                 order by worker.name_key, worker.worker_id), '[]')
          from directory.inbox_member member join directory.worker on worker.worker_id = member.worker_id
         where member.inbox_id = inbox.inbox_id and member.ended_at is null) as members,
       version, changed_by, changed_at
  from directory.inbox;
comment on view directory.inbox_record is 'An inbox with its members of now, by name.';
