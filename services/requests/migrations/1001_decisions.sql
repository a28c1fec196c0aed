-- Why: whoever completes a request that rests on a decision in the step completes it on the decision as it stands: of that the version of
-- the covered text says nothing. A request that was sent before this is known of does not say so of itself.

alter table requests.request add column decides boolean not null default false;
comment on column requests.request.decides is 'Whether everything that workflow told is heard before a completion is taken.';

-- request_shown stays for replicas of the release before: what they prepared may not change its columns.
create view requests.request_named as
select request.*,
       concat_ws(' ', child.first_name, child.surname) as child_name,
       sender.display_name                             as sent_by_name,
       covered_sender.display_name                     as sent_on_behalf_of_name,
       assignee.display_name                           as worker_name,
       inbox.name                                      as inbox_name,
       taken_from.name                                 as from_inbox_name,
       answerer.display_name                           as answered_by_name,
       covered_answerer.display_name                   as answered_on_behalf_of_name
  from requests.request
  left join people_child  child             on child.child_id              = request.child_id
  left join people_worker sender            on sender.worker_id            = request.sent_by
  left join people_worker covered_sender    on covered_sender.worker_id    = request.sent_on_behalf_of
  left join people_worker assignee          on assignee.worker_id          = request.worker_id
  left join people_inbox  inbox             on inbox.inbox_id              = request.inbox_id
  left join people_inbox  taken_from        on taken_from.inbox_id         = request.from_inbox_id
  left join people_worker answerer          on answerer.worker_id          = request.answered_by
  left join people_worker covered_answerer  on covered_answerer.worker_id  = request.answered_on_behalf_of;
comment on view requests.request_named is 'Requests with the names of everybody in them, as the directory last told them.';
