-- The webhooks that are not deleted, newest first, with how many messages wait for each. $1 the token's subject; $2 the place
-- before which to go on, or null; $3 how many rows. Always at least one row: one without a webhook when there is none.
with page as (
  select webhook.*
    from notifications.webhook
   where deleted_at is null and place < coalesce($2::bigint, 9223372036854775807)
   order by place desc
   limit $3
)
select access($1, null) as access,
       (select count(*) from notifications.webhook where deleted_at is null) as total_size,
       page.*,
       (select count(*)
          from notifications.delivery waiting
         where waiting.webhook_id = page.webhook_id and waiting.next_attempt_at is not null) as waiting_count
  from (values (1)) as once (call)
  left join page on true
 order by page.place desc
