//! The client of any package's feed.

use super::Broken;
use contracts::events::v1::{Batch, Subscription};
use fault::{BoxError, Fault};
use std::{str::FromStr, sync::Arc, time::Duration};
use tokio::time::timeout;
use tonic::{
    Request, Streaming,
    client::Grpc,
    codegen::http::uri::PathAndQuery,
    metadata::{Ascii, MetadataValue},
    transport::Channel,
};
use tonic_prost::ProstCodec;

/// How long opening a feed may take, everything committed before it numbered.
const OPEN: Duration = Duration::from_secs(5);

/// The largest batch that is taken: one event may be far larger than a batch should be.
const LARGEST: usize = 64 << 20;

type Bearer = Arc<dyn Fn() -> Result<MetadataValue<Ascii>, Fault> + Send + Sync>;

/// Where a feed is read: a package and the way to the service that serves it.
#[derive(Clone)]
pub struct Upstream {
    name: &'static str,
    channel: Channel,
    bearer: Option<Bearer>,
}

/// The wire shape of every package's SubscribeRequest.
#[derive(Clone, PartialEq, prost::Message)]
struct SubscribeRequest {
    #[prost(message, optional, tag = "1")]
    subscription: Option<Subscription>,
}

/// The wire shape of every package's SubscribeResponse.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct SubscribeResponse {
    #[prost(message, optional, tag = "1")]
    pub(super) batch: Option<Batch>,
}

impl Upstream {
    /// The feed of a package, as `permanence.directory`.
    pub fn new(name: &'static str, channel: Channel) -> Self {
        Self { name, channel, bearer: None }
    }

    /// Sends what this gives as the `authorization` of each call.
    pub fn signed_by(
        self,
        bearer: impl Fn() -> Result<MetadataValue<Ascii>, Fault> + Send + Sync + 'static,
    ) -> Self {
        Self { bearer: Some(Arc::new(bearer)), ..self }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// Opens the feed after a cursor.
    pub(super) async fn subscribe(
        &self,
        cursor: &str,
        follow: bool,
    ) -> Result<Streaming<SubscribeResponse>, Broken> {
        let path = PathAndQuery::from_str(&format!("/{}.v1.EventService/Subscribe", self.name));
        let path = path.map_err(unreachable)?;
        let request = self.request(cursor, follow)?;
        let mut client = Grpc::new(self.channel.clone()).max_decoding_message_size(LARGEST);
        let opening = async {
            client.ready().await.map_err(unreachable)?;
            let codec = ProstCodec::<SubscribeRequest, SubscribeResponse>::default();
            Ok(client.server_streaming(request, path, codec).await?.into_inner())
        };
        timeout(OPEN, opening).await.unwrap_or_else(|late| Err(unreachable(late)))
    }

    fn request(&self, cursor: &str, follow: bool) -> Result<Request<SubscribeRequest>, Broken> {
        let subscription = Subscription { cursor: cursor.to_owned(), follow };
        let mut request = Request::new(SubscribeRequest { subscription: Some(subscription) });
        if let Some(bearer) = &self.bearer {
            request.metadata_mut().insert("authorization", bearer().map_err(unreachable)?);
        }
        Ok(request)
    }
}

fn unreachable(error: impl Into<BoxError>) -> Broken {
    Broken::Unreachable(error.into())
}
