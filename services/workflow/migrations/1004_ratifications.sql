-- An IRO's word that the child's present placement is permanent (A:203). One stands at a time; a new one ends it.
create table workflow.ratification (
    id                    uuid        not null,
    child_id              text        not null,
    placement             text        not null,
    ratified_on           date        not null,
    under_sixteen         boolean     not null,
    recorded_by           uuid        not null,
    recorded_on_behalf_of uuid,
    recorded_at           timestamptz not null,
    ended_by              uuid,
    ended_on_behalf_of    uuid,
    ended_at              timestamptz,
    constraint ratification_pk primary key (id)
);
comment on table workflow.ratification is 'Each placement that an IRO ratified, and when the next one replaced it.';

create unique index ratification_one_stands on workflow.ratification (child_id) where ended_at is null;
create index ratification_by_child on workflow.ratification (child_id, recorded_at);
