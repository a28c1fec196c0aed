-- $1 cover_id, $2 covered_id, $3 covering_id, $4 first_day, $5 last_day, $6 ended, $7 version
insert into people_cover (cover_id, covered_id, covering_id, first_day, last_day, ended, version)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (cover_id) do update set
    covered_id = excluded.covered_id,
    covering_id = excluded.covering_id,
    first_day = excluded.first_day,
    last_day = excluded.last_day,
    ended = excluded.ended,
    version = excluded.version
where people_cover.version < excluded.version
