-- Who acts for an absent colleague, and on which days: a copy of the directory's covers, as 0100 has its people.

create table people_cover (
    cover_id uuid not null,
    covered_id uuid not null,
    covering_id uuid not null,
    first_day date not null,
    last_day date not null,
    ended boolean not null,
    version bigint not null,
    constraint people_cover_pkey primary key (cover_id)
);
create index people_cover_by_covering on people_cover (covering_id) where not ended;
comment on table people_cover is 'A copy of the directory''s covers.';
comment on column people_cover.ended is 'Ended before its last day was over.';

-- What a leaver had in hand stands with their line manager: the few who have left are found by who that was.
create index people_worker_leavers on people_worker (line_manager_id) where not active;
