-- A change of an item, with the determination of a Legal Gateway Meeting that comes with it ($9, or null), and its event, audit
-- entry and receipt, unless something else was said of the item since version $15 of it.
with item as (
  insert into panels.item (panel_date, child_id, version) values ($1, $2, 1)
  on conflict on constraint item_pkey do update set version = item.version + 1 where item.version = $15
  returning 1
), state as (
  update panels.remembered set number = number + 1
   where kind = 'LEGAL_DETERMINATIONS' and $9::uuid is not null and exists (select from item)
  returning number
), determination as (
  insert into panels.legal_determination (legal_determination_id, child_id, determined_on, review_on, recorded_by,
                                          recorded_at, recorded_state)
  select $9, $2, $10, $11, $7, $8, state.number from state
), guard as (
  insert into panels.item_change (panel_date, child_id, number, removed, reason, note, changed_by, changed_at)
  select $1, $2, $3, $4, $5, $6, $7, $8 from item
  returning 1
)
select case when exists (select from guard) then record($12, $13, $14) else stale('item') end
