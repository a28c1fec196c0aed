//! A service as small as can be: one that answers, one that listens to nobody.

use contracts::{
    directory::v1::{
        GetPositionRequest, GetPositionResponse, SubscribeRequest, SubscribeResponse,
        event_service_client::EventServiceClient,
        event_service_server::{EventService, EventServiceServer},
    },
    events::v1::{Position, Subscription},
};
use futures::{FutureExt, StreamExt, future::BoxFuture, stream::BoxStream};
use runtime::{Context, Service, StartError};
use sqlx::{
    AssertSqlSafe, SqlSafeStr,
    migrate::{Migration, MigrationType},
};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, service::Routes};

pub(crate) type Client = EventServiceClient<testkit::Client>;

/// A subscriber with this cursor stays until the service stops; any other stays for ever.
pub(crate) const POLITE: &str = "polite";

pub(crate) const SAMPLE: Service =
    Service { name: "directory", migrations, build: |context| build(context).boxed() };

pub(crate) fn migration(version: i64, sql: &'static str) -> Migration {
    Migration::new(version, "sample".into(), MigrationType::Simple, AssertSqlSafe(sql).into_sql_str(), false)
}

fn migrations() -> Vec<Migration> {
    vec![migration(1000, "create table sample (sample_id int)")]
}

async fn build(context: Context) -> Result<Routes, StartError> {
    let answers = Answers { stop: context.stop.clone(), schema: schema_of(&context).await? };
    Ok(Routes::new(EventServiceServer::new(answers)))
}

async fn schema_of(context: &Context) -> Result<String, StartError> {
    Ok(sqlx::query_scalar("select current_schema()::text").fetch_one(&context.pool).await?)
}

struct Answers {
    stop: CancellationToken,
    schema: String,
}

#[tonic::async_trait]
impl EventService for Answers {
    type SubscribeStream = BoxStream<'static, Result<SubscribeResponse, Status>>;

    async fn subscribe(
        &self,
        request: Request<SubscribeRequest>,
    ) -> Result<Response<Self::SubscribeStream>, Status> {
        let subscription = request.into_inner().subscription.unwrap_or_default();
        let until: BoxFuture<'static, ()> = if subscription.cursor == POLITE {
            self.stop.clone().cancelled_owned().boxed()
        } else {
            futures::future::pending().boxed()
        };
        Ok(Response::new(futures::stream::pending().take_until(until).boxed()))
    }

    /// Says who asked, in which schema and in which trace.
    async fn get_position(
        &self,
        request: Request<GetPositionRequest>,
    ) -> Result<Response<GetPositionResponse>, Status> {
        let caller = identity::caller(&request)?.subject.clone();
        let cursor = format!("{caller} {} {}", self.schema, fault::trace_id());
        Ok(Response::new(GetPositionResponse { position: Some(Position { cursor }) }))
    }
}

pub(crate) async fn ask(client: &mut Client) -> Result<String, Status> {
    let answer = client.get_position(GetPositionRequest {}).await?.into_inner();
    Ok(answer.position.unwrap_or_default().cursor)
}

pub(crate) async fn subscribe(client: &mut Client, cursor: &str) -> tonic::Streaming<SubscribeResponse> {
    let subscription = Subscription { cursor: cursor.into(), follow: true };
    client.subscribe(SubscribeRequest { subscription: Some(subscription) }).await.unwrap().into_inner()
}
