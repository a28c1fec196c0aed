-- Begins an epoch unless the newest one was begun in this very database: same cluster, same timeline, same database,
-- same table. What was restored from a dump, or promoted, differs in one of them.
with here as (
    select system_identifier, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as timeline,
        (select oid::bigint from pg_database where datname = current_database()) as database_oid,
        'events'::regclass::oid::bigint as events_oid
    from pg_control_system()
),
newest as (
    select * from feed_epoch order by ordinal desc limit 1
)
insert into feed_epoch (epoch, system_identifier, timeline, database_oid, events_oid)
select substr(replace(gen_random_uuid()::text, '-', ''), 1, 12), here.*
from here
where not exists (
    select from newest
    where (newest.system_identifier, newest.timeline, newest.database_oid, newest.events_oid)
        = (here.system_identifier, here.timeline, here.database_oid, here.events_oid))
