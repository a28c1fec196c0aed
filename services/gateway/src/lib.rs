//! The one door: who is calling is verified, where a call goes is read from its path, and the call passes through as it
//! is. What a person sees first is composed here.

mod door;
mod health;
mod limit;
mod pass;
mod view;

use contracts::gateway::v1::work_view_service_server::WorkViewServiceServer;
use door::Door;
use limit::Limit;
use runtime::{Context, Service, StartError};
use tonic::service::Routes;
use view::{Streams, WorkView};

/// The gateway. It keeps nothing, so it has no schema.
pub const SERVICE: Service =
    Service { name: "gateway", migrations: Vec::new, build: |context| Box::pin(build(context)) };

/// The services behind the gateway: the package of the contracts, which is the name among the peers too.
const BEHIND: [&str; 5] = ["directory", "workflow", "requests", "notifications", "panels"];

async fn build(context: Context) -> Result<Routes, StartError> {
    let views = WorkView {
        directory: context.peers.channel("directory")?,
        workflow: context.peers.channel("workflow")?,
        requests: context.peers.channel("requests")?,
        streams: Streams {
            workflow: context.peers.channel_of_streams("workflow")?,
            requests: context.peers.channel_of_streams("requests")?,
        },
        watched: Limit::of_streams(),
        stop: context.stop.clone(),
    };
    let own = Routes::new(WorkViewServiceServer::new(views)).into_axum_router();
    let routes = Routes::from(own.fallback_service(Door::to(&context.peers)?));
    health::watch(&context).await?;
    Ok(routes)
}
