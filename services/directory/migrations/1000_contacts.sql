-- Why: people are told outside the application too. How to reach a worker belongs to the worker's record, from which the
-- services that send take it.

alter table directory.worker
  add column email text,
  add column phone text,
  add constraint worker_email_is_one check (email like '%_@_%' and email !~ '\s' and length(email) <= 254),
  add constraint worker_phone_is_one check (phone ~ '^\+?[0-9]{7,15}$');
comment on column directory.worker.email is 'Where the worker gets e-mail at work; null where they get none.';
comment on column directory.worker.phone is 'Where the worker gets text messages at work: digits, with or without + before them; null where they get none.';

create or replace view directory.worker_record as
select worker_id, display_name, name_key, subject,
       array(select held.role from directory.worker_role held
              where held.worker_id = worker.worker_id and held.ended_at is null
              order by held.role) as roles,
       team_id, line_manager_id, active, version, changed_by, changed_at, email, phone
  from directory.worker;
