-- A finished step never reopens, and a panel's actions belong to no form: what has to be said beside the forms is a note.
-- A note is never changed; history only grows.
create table workflow.case_note (
    id                   uuid        not null,
    child_id             text        not null,
    case_id              uuid,
    workstep_id          uuid,
    kind                 text        not null,
    title                text        not null,
    text                 text        not null,
    written_by           uuid        not null,
    written_on_behalf_of uuid,
    written_at           timestamptz not null,
    source_key           text,
    constraint case_note_pk primary key (id),
    constraint case_note_case foreign key (case_id) references workflow.permanence_case (id),
    constraint case_note_workstep foreign key (workstep_id) references workflow.workstep (id),
    constraint case_note_workstep_has_its_case check (workstep_id is null or case_id is not null),
    constraint case_note_source_key unique (child_id, source_key)
);
comment on table workflow.case_note is 'What was written down about a child beside the forms; never changed.';
comment on column workflow.case_note.kind is 'The Type of Note, as people spell it.';
comment on column workflow.case_note.source_key is
    'What the records that it comes from call it: however often they tell of it, the note exists once.';

create index case_note_by_child on workflow.case_note (child_id, written_at desc, id desc);

create view workflow.case_note_record as
select n.id, n.child_id, n.case_id, n.kind, n.title, n.text, n.source_key,
    workflow.act(n.written_by, n.written_on_behalf_of, n.written_at) as written,
    case when w.id is not null then jsonb_build_object(
        'id', w.id, 'case_id', w.case_id, 'kind', w.kind, 'state', w.state,
        'process_id', k.process_id, 'process_version', k.process_version
    ) end as step
from workflow.case_note n
left join workflow.workstep w on w.id = n.workstep_id
left join workflow.permanence_case k on k.id = w.case_id;
comment on view workflow.case_note_record is 'A note with the step that it is about.';
