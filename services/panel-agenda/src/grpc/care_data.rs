use super::{
    convert::{IssuesOf, Names},
    read_imports as read, read_panels, read_rules,
    receive::{discarding, receive},
};
use crate::{
    ops::{self, Desk},
    rpc,
};
use contracts::panels::v1::{
    EndLegalDeterminationRequest, EndLegalDeterminationResponse, GetImportRequest, GetImportResponse,
    ImportExtractRequest, ImportExtractResponse, ImportLongTermMatchesRequest, ImportLongTermMatchesResponse,
    ListImportIssuesRequest, ListImportIssuesResponse, ListLegalDeterminationsRequest,
    ListLegalDeterminationsResponse, ListServiceManagerNamesRequest, ListServiceManagerNamesResponse,
    RecordLegalDeterminationRequest, RecordLegalDeterminationResponse, RemoveServiceManagerNameRequest,
    RemoveServiceManagerNameResponse, SetServiceManagerNameRequest, SetServiceManagerNameResponse,
    care_data_service_server::CareDataService,
};
use identity::caller;
use tonic::{Request, Response, Status, Streaming};

/// `permanence.panels.v1.CareDataService`.
pub struct CareData(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl CareDataService for CareData {
    async fn import_extract(
        &self,
        request: Request<Streaming<ImportExtractRequest>>,
    ) -> Answer<ImportExtractResponse> {
        let caller = caller(&request)?.clone();
        self.0.policies.admit(&self.0.pool, &caller, rpc::IMPORT_EXTRACT).await?;
        let id = self.0.clock.new_id();
        let command = discarding(&self.0, id, receive(&self.0, id, request.into_inner())).await?;
        Ok(Response::new(ops::import_extract(&self.0, &caller, command).await?))
    }

    async fn get_import(&self, request: Request<GetImportRequest>) -> Answer<GetImportResponse> {
        let caller = caller(&request)?;
        let GetImportRequest { extract_import_id } = request.get_ref();
        Ok(Response::new(read::get_import(&self.0, caller, extract_import_id).await?))
    }

    async fn list_import_issues(
        &self,
        request: Request<ListImportIssuesRequest>,
    ) -> Answer<ListImportIssuesResponse> {
        let caller = caller(&request)?.clone();
        let asked = IssuesOf::read(rpc::LIST_IMPORT_ISSUES, request.into_inner())?;
        Ok(Response::new(read::list_import_issues(&self.0, &caller, asked).await?))
    }

    async fn record_legal_determination(
        &self,
        request: Request<RecordLegalDeterminationRequest>,
    ) -> Answer<RecordLegalDeterminationResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::record_legal_determination(&self.0, &caller, command).await?))
    }

    async fn end_legal_determination(
        &self,
        request: Request<EndLegalDeterminationRequest>,
    ) -> Answer<EndLegalDeterminationResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::end_legal_determination(&self.0, &caller, command).await?))
    }

    async fn list_legal_determinations(
        &self,
        request: Request<ListLegalDeterminationsRequest>,
    ) -> Answer<ListLegalDeterminationsResponse> {
        let caller = caller(&request)?;
        let ListLegalDeterminationsRequest { child_id } = request.get_ref();
        Ok(Response::new(read_panels::list_legal_determinations(&self.0, caller, child_id).await?))
    }

    async fn import_long_term_matches(
        &self,
        request: Request<ImportLongTermMatchesRequest>,
    ) -> Answer<ImportLongTermMatchesResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::import_long_term_matches(&self.0, &caller, command).await?))
    }

    async fn list_service_manager_names(
        &self,
        request: Request<ListServiceManagerNamesRequest>,
    ) -> Answer<ListServiceManagerNamesResponse> {
        let caller = caller(&request)?.clone();
        let asked = Names::read(rpc::LIST_SERVICE_MANAGER_NAMES, request.into_inner())?;
        Ok(Response::new(read_rules::list_service_manager_names(&self.0, &caller, asked).await?))
    }

    async fn set_service_manager_name(
        &self,
        request: Request<SetServiceManagerNameRequest>,
    ) -> Answer<SetServiceManagerNameResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        let answer = |name| SetServiceManagerNameResponse { name: Some(name) };
        Ok(Response::new(ops::keep_service_manager_name(&self.0, &caller, command, answer).await?))
    }

    async fn remove_service_manager_name(
        &self,
        request: Request<RemoveServiceManagerNameRequest>,
    ) -> Answer<RemoveServiceManagerNameResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        let answer = |name| RemoveServiceManagerNameResponse { name: Some(name) };
        Ok(Response::new(ops::keep_service_manager_name(&self.0, &caller, command, answer).await?))
    }
}
