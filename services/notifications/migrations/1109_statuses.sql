-- Why: of a text message GOV.UK Notify says more than of an e-mail: that the network has it and the phone has not answered yet
-- (pending), and that one went abroad, of which nothing more is ever heard (sent).

-- In the order in which whoever ends an attempt takes them. What is new is checked of what stands by 1110, while messages go out.
lock table notifications.delivery_attempt, notifications.delivery in access exclusive mode;

alter table notifications.delivery
  drop constraint delivery_is_accepted_while_under_way,
  add constraint delivery_is_accepted_while_under_way check (accepted_as is null or status in ('SENDING', 'PENDING')) not valid,
  drop constraint delivery_status_has_its_facts,
  add constraint delivery_status_has_its_facts check (
    case status
      when 'CREATED'           then next_attempt_at is not null
      when 'SENDING'           then next_attempt_at is not null
      when 'PENDING'           then next_attempt_at is not null
      when 'SENT'              then next_attempt_at is null
      when 'DELIVERED'         then next_attempt_at is null
      when 'PERMANENT_FAILURE' then next_attempt_at is null
      when 'TEMPORARY_FAILURE' then true
      when 'TECHNICAL_FAILURE' then true
      when 'WITHHELD'          then next_attempt_at is null
      else false
    end) not valid;

alter table notifications.delivery_attempt
  drop constraint delivery_attempt_ends_with_an_outcome,
  add constraint delivery_attempt_ends_with_an_outcome check ((ended_at is null) = (status in ('SENDING', 'PENDING'))) not valid;
