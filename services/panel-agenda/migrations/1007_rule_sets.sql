-- Why: a council may change its rules. Each version stays as it was created, since agendas were drawn by it.

create table panels.rule_set (
  number     int         not null constraint rule_set_pkey primary key,
  rules      text        not null constraint rule_set_once unique,
  sha256     text        not null,
  yaml       text        not null,
  valid_from date        not null,
  created_by uuid        not null,
  created_at timestamptz not null
);
comment on table panels.rule_set is 'Versions of the rules beside the one that comes with the software. For a panel the one holds that was created last of those that are valid by then.';
