-- Why: what 1109 asks of a message holds of those that stood before it too; nobody waits while they are looked at. And what became of
-- messages is kept for as long as the settings say, no longer: so that nobody reads all of them to find the old ones.

alter table notifications.delivery
  validate constraint delivery_is_accepted_while_under_way,
  validate constraint delivery_status_has_its_facts;
alter table notifications.delivery_attempt
  validate constraint delivery_attempt_ends_with_an_outcome;

create index delivery_over on notifications.delivery (changed_at) where next_attempt_at is null;
