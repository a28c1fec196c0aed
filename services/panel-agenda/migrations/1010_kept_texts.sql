-- Why: in three years an agenda can be drawn again from what it records, though the software has other rules and code sets by then: the
-- texts by which it was drawn are kept by their hashes.

create table panels.kept_text (
  sha256 text not null constraint kept_text_pkey primary key,
  text   text not null
);
comment on table panels.kept_text is 'The rules and code sets by which agendas were drawn, by the hashes that agendas record. Those that a council created stand in rule_set too.';

-- Agendas were drawn by rules that a council created before texts were kept.
insert into panels.kept_text (sha256, text)
select distinct on (sha256) sha256, yaml from panels.rule_set order by sha256, number
on conflict on constraint kept_text_pkey do nothing;
