use super::{
    convert::{Actions, ExportedTracker},
    export,
    read::Read,
};
use crate::{
    domain::discussion::{PanelAction, ShownAction},
    ops::{self, Desk},
    rpc, store,
};
use contracts::panels::v1::{
    ExportTrackerRequest, ExportTrackerResponse, ListActionsRequest, ListActionsResponse,
    RecordDiscussionRequest, RecordDiscussionResponse, UpdateActionRequest, UpdateActionResponse,
    tracker_service_server::TrackerService,
};
use fault::Fault;
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use identity::{Caller, Resource, caller};
use tonic::{Request, Response, Status};

/// `permanence.panels.v1.TrackerService`.
pub struct Tracker(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl TrackerService for Tracker {
    type ExportTrackerStream = BoxStream<'static, Result<ExportTrackerResponse, Status>>;

    async fn export_tracker(
        &self,
        request: Request<ExportTrackerRequest>,
    ) -> Answer<Self::ExportTrackerStream> {
        let caller = caller(&request)?.clone();
        let asked = ExportedTracker::read(request.get_ref())?;
        let file = export::export_tracker(&self.0, &caller, asked).await?;
        Ok(Response::new(stream::iter(file.of_tracker().into_iter().map(Ok)).boxed()))
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
