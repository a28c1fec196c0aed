-- A worker's preferences as decided, only on the state that they were decided on. What quiet hours put off is looked at again: by others
-- it may go out now. It is looked for once the preferences are locked, so that none is put off by the old ones behind it: see
-- sending_undisturbed.sql.
-- $1 worker_id, $2 version, $3 choices, $4 quiet_from, $5 quiet_until, $6 changed_at, $7 digest_hour, $8 digest_channels,
-- $9 events, $10 audit, $11 receipt
with created as (
  insert into notifications.preferences (worker_id, version, choices, quiet_from, quiet_until, changed_at,
                                         digest_hour, digest_channels)
  select $1, $2, $3, $4, $5, $6, $7, $8 where $2::bigint = 1
  on conflict on constraint preferences_pkey do nothing
  returning worker_id
), changed as (
  update notifications.preferences
     set version = $2, choices = $3, quiet_from = $4, quiet_until = $5, changed_at = $6, digest_hour = $7,
         digest_channels = $8
   where worker_id = $1 and version = $2 - 1
  returning worker_id
), guard as (
  select worker_id from created union all select worker_id from changed
), looked_at_again as materialized (
  select notifications.look_again_at_kept_quiet(guard.worker_id, $6) from guard
)
select case when exists (select from looked_at_again) then record($9, $10, $11) else stale('preferences') end
