-- Why: a referral stays until an extract shows the record corrected, though a later version of the panel's agenda, drawn from that extract,
-- no longer refers the child; only a version that lists the child, whose match has gone, takes it back. And it is told whose it is.

create or replace view panels.referral as
select referred.panel_date, referred.child_id, referred.agenda_id, referred.as_of, referred.by_removal,
       coalesce(record.service_manager, '') as service_manager,
       (select min(later.as_of)
          from panels.extract_import later
          join panels.child_record now
            on now.extract_import_id = later.extract_import_id and now.child_id = referred.child_id
         where later.state = 'READ' and later.as_of > referred.as_of
           and (now.permanence_achieved = 'yes' or now.legal_status <> record.legal_status
                or now.placement_code <> record.placement_code)) as corrected_as_of,
       (select newest.as_of
          from (select later.extract_import_id, later.as_of
                  from panels.extract_import later
                 where later.state = 'READ' and later.as_of > referred.as_of
                 order by later.as_of desc, later.imported_at desc, later.extract_import_id desc
                 limit 1) newest
         where not exists (
           select from panels.child_record now
            where now.extract_import_id = newest.extract_import_id and now.child_id = referred.child_id)) as absent_as_of,
       panels.allocated_manager(referred.child_id) as allocated_manager_id
  from (
   select distinct on (panel_date, child_id) * from (
    select issue.panel_date, child.child_id, agenda.agenda_id, agenda.extract_import_id, agenda.as_of, false as by_removal
      from panels.issue
      join panels.agenda using (agenda_id)
      join panels.agenda_child child on child.agenda_id = agenda.agenda_id and child.referred
     where not exists (
       select from panels.issue later
         join panels.agenda_child its on its.agenda_id = later.agenda_id and its.child_id = child.child_id
        where later.panel_date = issue.panel_date and later.number > issue.number and its.listed)
       and not exists (
       select from panels.issue before
         join panels.agenda_child its on its.agenda_id = before.agenda_id and its.child_id = child.child_id
        where before.panel_date = issue.panel_date and before.number < issue.number and its.referred
          and not exists (
            select from panels.issue between_them
              join panels.agenda_child then_its
                on then_its.agenda_id = between_them.agenda_id and then_its.child_id = child.child_id
             where between_them.panel_date = issue.panel_date and then_its.listed
               and between_them.number > before.number and between_them.number < issue.number))
    union all
    select change.panel_date, change.child_id, agenda.agenda_id, agenda.extract_import_id, agenda.as_of, true
      from panels.item_change change
      join lateral (
        select issue.agenda_id from panels.issue
         where issue.panel_date = change.panel_date and issue.circulated_at <= change.changed_at
         order by issue.number desc limit 1) issued on true
      join panels.agenda using (agenda_id)
     where change.removed and change.reason = 2
       and not exists (
         select from panels.item_change later
          where later.panel_date = change.panel_date and later.child_id = change.child_id and later.number > change.number)
   ) either
   order by panel_date, child_id, by_removal
  ) referred
  left join panels.child_record record
    on record.extract_import_id = referred.extract_import_id and record.child_id = referred.child_id;
comment on view panels.referral is 'Children whose record a service manager is asked to correct, since a version of a panel''s agenda or a removal said that they are long-term matched; corrected by the first later extract that shows the record otherwise, and by none that does not have the child.';
