-- Forgets at most $2 messages of which nothing was heard since an instant ($1) and nothing is left to do, with their attempts and what
-- digests held. Gives how many.
with over as materialized (
  select delivery_id, digest_id
    from notifications.delivery
   where next_attempt_at is null and changed_at < $1
   order by changed_at
   limit $2
     for update skip locked
), attempts as (
  delete from notifications.delivery_attempt attempt using over where attempt.delivery_id = over.delivery_id
), entries as (
  delete from notifications.digest_entry entry using over where entry.digest_id = over.digest_id
), digests as (
  delete from notifications.digest using over where digest.digest_id = over.digest_id
), forgotten as (
  delete from notifications.delivery using over where delivery.delivery_id = over.delivery_id returning 1
)
select count(*) from forgotten
