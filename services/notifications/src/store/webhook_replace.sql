-- A webhook as decided, only on the state that it was decided on.
-- $1 webhook_id, $2 version, $3 url, $4 kinds, $5 description, $6 secret, $7 previous_secret, $8 previous_until,
-- $9 created_at, $10 deleted_at, $11 changed_by, $12 changed_at, $13 events, $14 audit, $15 receipt
with created as (
  insert into notifications.webhook
    (webhook_id, version, url, kinds, description, secret, created_at, changed_by, changed_at)
  select $1, $2, $3, $4, $5, $6, $9, $11, $12 where $2::bigint = 1
  on conflict on constraint webhook_pkey do nothing
  returning webhook_id
), changed as (
  update notifications.webhook
     set version = $2, secret = $6, previous_secret = $7, previous_until = $8, deleted_at = $10, changed_by = $11,
         changed_at = $12
   where webhook_id = $1 and version = $2 - 1
  returning webhook_id
), guard as (
  select webhook_id from created union all select webhook_id from changed
)
select case when exists (select from guard) then record($13, $14, $15) else stale('webhook') end
