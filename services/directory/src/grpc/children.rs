use super::{
    convert::{ListAllocations, SearchChildren},
    read_children as read,
};
use crate::{
    ops::{self, Desk},
    rpc,
};
use contracts::directory::v1::{
    GetChildRequest, GetChildResponse, ListAllocationsRequest, ListAllocationsResponse, RegisterChildRequest,
    RegisterChildResponse, SearchChildrenRequest, SearchChildrenResponse, SetAllocationRequest,
    SetAllocationResponse, UpdateChildRequest, UpdateChildResponse, child_service_server::ChildService,
};
use identity::caller;
use tonic::{Request, Response, Status};

/// `permanence.directory.v1.ChildService`.
pub(crate) struct Children(pub Desk);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl ChildService for Children {
    async fn register_child(&self, request: Request<RegisterChildRequest>) -> Answer<RegisterChildResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::register_child(&self.0, &caller, command).await?))
    }

    async fn update_child(&self, request: Request<UpdateChildRequest>) -> Answer<UpdateChildResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::update_child(&self.0, &caller, command).await?))
    }

    async fn get_child(&self, request: Request<GetChildRequest>) -> Answer<GetChildResponse> {
        let caller = caller(&request)?;
        let GetChildRequest { child_id } = request.get_ref();
        Ok(Response::new(read::get_child(&self.0, caller, child_id).await?))
    }

    async fn search_children(
        &self,
        request: Request<SearchChildrenRequest>,
    ) -> Answer<SearchChildrenResponse> {
        let caller = caller(&request)?.clone();
        let asked = SearchChildren::read(rpc::SEARCH_CHILDREN, request.into_inner())?;
        Ok(Response::new(read::search_children(&self.0, &caller, asked).await?))
    }

    async fn set_allocation(&self, request: Request<SetAllocationRequest>) -> Answer<SetAllocationResponse> {
        let caller = caller(&request)?.clone();
        let command = request.into_inner().try_into()?;
        Ok(Response::new(ops::set_allocation(&self.0, &caller, command).await?))
    }

    async fn list_allocations(
        &self,
        request: Request<ListAllocationsRequest>,
    ) -> Answer<ListAllocationsResponse> {
        let caller = caller(&request)?.clone();
        let asked = ListAllocations::read(rpc::LIST_ALLOCATIONS, request.into_inner())?;
        Ok(Response::new(read::list_allocations(&self.0, &caller, asked).await?))
    }
}
