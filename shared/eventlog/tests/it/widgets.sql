-- What the tests' commands change, and what their consumers leave behind.
create table widget (
    id uuid not null,
    version bigint not null,
    constraint widget_pkey primary key (id)
);
comment on table widget is 'An aggregate.';
create table effect (
    place bigint generated always as identity,
    event_id uuid not null,
    subject text not null,
    version bigint not null,
    constraint effect_pkey primary key (place),
    constraint effect_version_positive check (version > 0)
);
comment on table effect is 'One row for each time that an event took effect: a double would show.';
create table copy (
    subject text not null,
    version bigint not null,
    constraint copy_pkey primary key (subject)
);
comment on table copy is 'What a consumer keeps of the other service.';
