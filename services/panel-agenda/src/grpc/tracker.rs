use super::{
    convert::{Actions, Discussions, ExportedTracker},
    export,
    file::Parts,
    read::Read,
    whose::{own_of, sees_everybody},
};
use crate::{
    domain::{
        discussion::{PanelAction, ShownAction},
        due_discussion::{DueDiscussion, ShownDiscussion},
    },
    ops::{self, Desk},
    rpc, store,
};
use contracts::panels::v1::{
    ExportTrackerRequest, ExportTrackerResponse, ListActionsRequest, ListActionsResponse,
    ListDiscussionsRequest, ListDiscussionsResponse, RecordDiscussionRequest, RecordDiscussionResponse,
    UpdateActionRequest, UpdateActionResponse, tracker_service_server::TrackerService,
};
use fault::Fault;
use identity::{Caller, Resource, caller};
use std::collections::HashSet;
use tonic::{Request, Response, Status};

/// `permanence.panels.v1.TrackerService`.
pub struct Tracker(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl TrackerService for Tracker {
    type ExportTrackerStream = Parts<ExportTrackerResponse>;

    async fn export_tracker(
        &self,
        request: Request<ExportTrackerRequest>,
    ) -> Answer<Self::ExportTrackerStream> {
        let caller = caller(&request)?.clone();
        let asked = ExportedTracker::read(request.get_ref())?;
        let file = export::export_tracker(&self.0, &caller, asked).await?;
        Ok(Response::new(file.of_tracker()))
    }

    async fn record_discussion(
        &self,
        request: Request<RecordDiscussionRequest>,
    ) -> Answer<RecordDiscussionResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::record_discussion(&self.0, &caller, command).await?))
    }

    async fn update_action(&self, request: Request<UpdateActionRequest>) -> Answer<UpdateActionResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::update_action(&self.0, &caller, command).await?))
    }

    async fn list_actions(&self, request: Request<ListActionsRequest>) -> Answer<ListActionsResponse> {
        let caller = caller(&request)?.clone();
        let asked = Actions::read(rpc::LIST_ACTIONS, request.into_inner(), self.0.clock.today())?;
        Ok(Response::new(list_actions(&self.0, &caller, asked).await?))
    }

    async fn list_discussions(
        &self,
        request: Request<ListDiscussionsRequest>,
    ) -> Answer<ListDiscussionsResponse> {
        let caller = caller(&request)?.clone();
        let asked = Discussions::read(rpc::LIST_DISCUSSIONS, request.into_inner())?;
        Ok(Response::new(list_discussions(&self.0, &caller, asked).await?))
    }
}

async fn list_actions(desk: &Desk, caller: &Caller, asked: Actions) -> Result<ListActionsResponse, Fault> {
    let Actions { filter, page } = asked;
    let seen = store::action::list(&desk.pool, &caller.subject, &filter, page.after(), page.rows()).await?;
    let read = Read::permitted(desk, caller, seen.access, rpc::LIST_ACTIONS, Resource::Council)?;
    let place = |action: &PanelAction| (action.due_on, action.id);
    let (actions, next_page_token) = page.cut(seen.found, place);
    let children: Vec<String> = actions.iter().map(|action| format!("child/{}", action.child_id)).collect();
    read.noting(|entry| entry.subjects(children).detail(filter.to_string())).left().await?;
    let today = desk.clock.today();
    let actions = actions.iter().map(|action| ShownAction { action, today }.into()).collect();
    Ok(ListActionsResponse { actions, next_page_token })
}

async fn list_discussions(
    desk: &Desk,
    caller: &Caller,
    asked: Discussions,
) -> Result<ListDiscussionsResponse, Fault> {
    let Discussions { filter, page } = asked;
    let wanted = (&filter, desk.rulebook.hour.last_begun(desk.clock.now()));
    let mut connection = desk.pool.acquire().await?;
    let seen =
        store::discussion_list::list(&mut connection, &caller.subject, wanted, page.after(), page.rows());
    let seen = seen.await?;
    drop(connection);
    let (read, actor) = Read::by(desk, caller, seen.access, rpc::LIST_DISCUSSIONS, Resource::Council)?;
    let place = |due: &DueDiscussion| (due.panel, due.child_id.clone());
    let (mut found, next_page_token) = page.cut(seen.found, place);
    // What is not recorded yet is a row of the agenda, and no more of the tracker than that.
    if !sees_everybody(desk, &actor)? {
        let open: Vec<&DueDiscussion> = found.iter().filter(|due| due.discussion.is_none()).collect();
        let own = own_of(desk, &actor, open, |due| (&*due.child_id, &*due.service_manager)).await?;
        let own: HashSet<_> = own.into_iter().map(place).collect();
        found.retain(|due| due.discussion.is_some() || own.contains(&place(due)));
    }
    let children: Vec<String> = found.iter().map(|due| format!("child/{}", due.child_id)).collect();
    read.noting(|entry| entry.subjects(children).detail(filter.to_string())).left().await?;
    let today = desk.clock.today();
    let discussions = found.iter().map(|due| ShownDiscussion { due, today }.try_into());
    Ok(ListDiscussionsResponse { discussions: discussions.collect::<Result<_, _>>()?, next_page_token })
}
