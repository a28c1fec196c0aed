//! When a service knows what the directory tells of people.

use crate::admission::Admission;
use eventlog::{Admit, Consumer, HEARING};
use fault::Fault;
use std::sync::Arc;
use tonic::Request;

/// What every package's `CopyService` answers with.
#[derive(Clone)]
pub struct CopyOfPeople {
    admission: Admission,
    directory: Arc<Consumer>,
}

impl CopyOfPeople {
    /// The copy that this consumer of the directory's feed keeps, for whom this admits.
    pub fn new(admission: Admission, directory: Arc<Consumer>) -> Self {
        Self { admission, directory }
    }

    /// Returns the message once everything is applied here that the directory had recorded before the call of this RPC.
    pub async fn catch_up<M>(&self, request: Request<M>, rpc: &'static str) -> Result<M, Fault> {
        let (metadata, extensions, message) = request.into_parts();
        self.admission.admit(Request::from_parts(metadata, extensions, ()), rpc).await?;
        self.directory.catch_up(HEARING).await?;
        Ok(message)
    }
}
