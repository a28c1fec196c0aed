use crate::{
    consuming::consumer,
    stage::{PATIENCE, Replica, database, everything, read_all},
    widgets::{Counting, emit, id, record_of},
};
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Instrument;
use tracing_subscriber::layer::SubscriberExt;

#[tokio::test]
async fn what_a_command_causes_in_another_service_stays_in_its_trace() {
    let tracer = SdkTracerProvider::builder().build().tracer("test");
    let collector = tracing_subscriber::registry().with(tracing_opentelemetry::layer().with_tracer(tracer));
    let _collecting = tracing::subscriber::set_default(collector);
    let database = database().await;
    let upstream = Replica::start(&database, "workflow");
    let downstream = Replica::start(&database, "requests");
    let consumer = consumer(&downstream, &upstream.serve().await, &Counting::default());
    let command = async {
        emit(&upstream.pool, &record_of(id(), 1)).await.unwrap();
        fault::trace_id()
    };
    let trace_id = command.instrument(tracing::info_span!("command")).await;
    assert_eq!(trace_id.len(), 32);
    consumer.catch_up(PATIENCE).await.unwrap();

    let (caused, _) = read_all(&downstream.log, "").await;
    assert!(caused[0].traceparent.starts_with(&format!("00-{trace_id}-")), "{}", caused[0].traceparent);
    let page = upstream.log.list_audit(everything()).await.unwrap();
    assert_eq!(page.entries[0].trace_id, trace_id);
}
