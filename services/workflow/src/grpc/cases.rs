use super::{
    author::author_of,
    convert::{CasesOf, NotesOf, TimelineOf, id},
    read_cases as read, read_notes,
};
use crate::{
    ops::{self, Desk},
    rpc,
};
use contracts::workflow::v1::{
    AddCaseNoteRequest, AddCaseNoteResponse, EndPlacementRatificationRequest,
    EndPlacementRatificationResponse, GetCaseRequest, GetCaseResponse, GetPlacementRatificationRequest,
    GetPlacementRatificationResponse, GetTimelineRequest, GetTimelineResponse, ListCaseNotesRequest,
    ListCaseNotesResponse, ListCasesRequest, ListCasesResponse, RecordPlacementRatificationRequest,
    RecordPlacementRatificationResponse, StartCaseRequest, StartCaseResponse,
    case_service_server::CaseService,
};
use identity::caller;
use tonic::{Request, Response, Status};

/// `permanence.workflow.v1.CaseService`.
pub(crate) struct Cases(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl CaseService for Cases {
    async fn start_case(&self, request: Request<StartCaseRequest>) -> Answer<StartCaseResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::start_case(&self.0, &caller, command).await?))
    }

    async fn get_case(&self, request: Request<GetCaseRequest>) -> Answer<GetCaseResponse> {
        let caller = caller(&request)?;
        let GetCaseRequest { case_id } = request.get_ref();
        let case_id = id("case_id", case_id)?;
        Ok(Response::new(read::get_case(&self.0, caller, case_id).await?))
    }

    async fn list_cases(&self, request: Request<ListCasesRequest>) -> Answer<ListCasesResponse> {
        let caller = caller(&request)?.clone();
        let asked = CasesOf::read(rpc::LIST_CASES, request.into_inner())?;
        Ok(Response::new(read::list_cases(&self.0, &caller, asked).await?))
    }

    async fn record_placement_ratification(
        &self,
        request: Request<RecordPlacementRatificationRequest>,
    ) -> Answer<RecordPlacementRatificationResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::record_ratification(&self.0, &caller, command).await?))
    }

    async fn end_placement_ratification(
        &self,
        request: Request<EndPlacementRatificationRequest>,
    ) -> Answer<EndPlacementRatificationResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::end_ratification(&self.0, &caller, command).await?))
    }

    async fn get_placement_ratification(
        &self,
        request: Request<GetPlacementRatificationRequest>,
    ) -> Answer<GetPlacementRatificationResponse> {
        let caller = caller(&request)?;
        let GetPlacementRatificationRequest { child_id } = request.get_ref();
        Ok(Response::new(read::get_placement_ratification(&self.0, caller, child_id).await?))
    }

    async fn get_timeline(&self, request: Request<GetTimelineRequest>) -> Answer<GetTimelineResponse> {
        let caller = caller(&request)?.clone();
        let asked = TimelineOf::read(rpc::GET_TIMELINE, request.into_inner())?;
        Ok(Response::new(read::get_timeline(&self.0, &caller, asked).await?))
    }

    async fn add_case_note(&self, request: Request<AddCaseNoteRequest>) -> Answer<AddCaseNoteResponse> {
        let written_by = &request.get_ref().written_by_worker_id;
        let author = author_of(&self.0, caller(&request)?, written_by).await?;
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::add_case_note(&self.0, &author, command).await?))
    }

    async fn list_case_notes(&self, request: Request<ListCaseNotesRequest>) -> Answer<ListCaseNotesResponse> {
        let caller = caller(&request)?.clone();
        let asked = NotesOf::read(rpc::LIST_CASE_NOTES, request.into_inner())?;
        Ok(Response::new(read_notes::list_case_notes(&self.0, &caller, asked).await?))
    }
}
