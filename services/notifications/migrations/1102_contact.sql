-- Why: who is told outside the application has an address there. The directory keeps it; here is what it last told.

create table notifications.contact (
  worker_id uuid   not null constraint contact_pkey primary key,
  email     text,
  phone     text,
  version   bigint not null
);
comment on table notifications.contact is 'Where workers are reached, as the directory last told.';
comment on column notifications.contact.email is 'Null where they get no e-mail.';
comment on column notifications.contact.phone is 'Null where they get no text messages.';
comment on column notifications.contact.version is 'subject_version of the last event that was applied.';
