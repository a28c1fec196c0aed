-- Why: cohort 4 is cross-referenced with the Fostering Service's list of long-term matches (B:52). The list comes as a whole, and
-- each child on it is remembered from one numbered state to another.

insert into panels.remembered (kind, number) values ('FOSTERING_LIST', 0);

create table panels.long_term_match (
  child_id    text   not null collate "C",
  since_state bigint not null,
  until_state bigint,
  constraint long_term_match_pkey primary key (child_id, since_state)
);
comment on table panels.long_term_match is 'Who is on the Fostering Service''s list, from which state of it until which.';
create unique index long_term_match_stands_once on panels.long_term_match (child_id) where until_state is null;

create view panels.referral as
select referred.panel_date, referred.child_id, referred.agenda_id, referred.as_of, referred.by_removal,
       coalesce(record.service_manager, '') as service_manager,
       (select min(later.as_of)
          from panels.extract_import later
         where later.state = 'READ' and later.as_of > referred.as_of
           and not exists (
             select from panels.child_record now
              where now.extract_import_id = later.extract_import_id and now.child_id = referred.child_id
                and now.permanence_achieved <> 'yes'
                and now.legal_status = was.legal_status and now.placement_code = was.placement_code)) as corrected_as_of
  from (
    select issue.panel_date, child.child_id, agenda.agenda_id, agenda.extract_import_id, agenda.as_of, false as by_removal
      from panels.issue
      join panels.agenda using (agenda_id)
      join panels.agenda_child child on child.agenda_id = agenda.agenda_id and child.referred
     where not exists (select from panels.issue later where later.panel_date = issue.panel_date and later.number > issue.number)
    union all
    select change.panel_date, change.child_id, agenda.agenda_id, agenda.extract_import_id, agenda.as_of, true
      from panels.item_change change
      join lateral (
        select issue.agenda_id from panels.issue where issue.panel_date = change.panel_date
         order by issue.number desc limit 1) issued on true
      join panels.agenda using (agenda_id)
     where change.removed and change.reason = 2
       and not exists (
         select from panels.item_change later
          where later.panel_date = change.panel_date and later.child_id = change.child_id and later.number > change.number)
  ) referred
  left join panels.child_record record
    on record.extract_import_id = referred.extract_import_id and record.child_id = referred.child_id
  left join lateral (select record.legal_status, record.placement_code) was on true;
comment on view panels.referral is 'Children whose record a service manager is asked to correct, since a panel''s agenda or a removal said that they are long-term matched; corrected by the first later extract that no longer says what was wrong.';
