use super::{Calls, collector::Collector, telling};
use crate::settings::Observe;
use bytes::Bytes;
use fault::{Fault, Reason, Refusal};
use http::{Request, Response};
use http_body::Frame;
use http_body_util::StreamBody;
use log::Log;
use serde_json::Value;
use std::{
    convert::Infallible,
    io::{self, Write},
    sync::{Arc, Mutex},
};
use tonic::{Status, body::Body};
use tower::{Layer, ServiceExt, service_fn};
use tracing_log::LogTracer;

const TRACEPARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The lines that are written while one call is answered in this way.
async fn lines_of<F>(rpc: &str, answer: impl Fn() -> F + Clone) -> Vec<Value>
where
    F: Future<Output = Response<Body>> + Send + 'static,
{
    lines_under(Observe::default(), rpc, answer).await
}

/// The same under other settings.
async fn lines_under<F>(settings: Observe, rpc: &str, answer: impl Fn() -> F + Clone) -> Vec<Value>
where
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let paper = Paper::default();
    let writer = paper.clone();
    let collector = Collector::connect(&settings, "test").unwrap();
    let telling = telling(&settings, &collector, move || writer.clone()).unwrap();
    let here = tracing::dispatcher::set_default(&telling.into());
    let service = service_fn(move |_| {
        let answering = answer();
        async move { Ok::<_, Infallible>(answering.await) }
    });
    let request = Request::builder().uri(rpc).header("traceparent", TRACEPARENT).body(Body::empty()).unwrap();
    drop(Calls.layer(service).oneshot(request).await.unwrap());
    drop(here);
    let written = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    written.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn a_call_is_one_line_with_its_end_and_its_trace() {
    let refused = || async {
        let refusal = Refusal::new(Reason::EtagStale, "somebody was quicker");
        Status::from(Fault::from(refusal)).into_http::<Body>()
    };
    let lines = lines_of("/permanence.workflow.v1.WorkstepService/SaveWorkstep", refused).await;
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["code"], "Aborted");
    assert_eq!(line["reason"], "ETAG_STALE");
    assert!(line["duration_ms"].as_f64().is_some_and(|took| took >= 0.0), "{line}");
    assert_eq!(line["span"]["rpc"], "permanence.workflow.v1.WorkstepService/SaveWorkstep");
    assert_eq!(line["span"]["trace_id"], "0af7651916cd43dd8448eb211c80319c");
    assert!(!line.to_string().contains("somebody was quicker"), "a message may hold what a person typed");
}

#[tokio::test]
async fn a_line_of_the_call_itself_bears_its_trace() {
    let telling = || async {
        tracing::warn!("something");
        Status::unimplemented("").into_http::<Body>()
    };
    let lines = lines_of("/x/Y", telling).await;
    assert_eq!(lines[0]["message"], "something");
    assert_eq!(lines[0]["span"]["trace_id"], "0af7651916cd43dd8448eb211c80319c");
}

#[tokio::test]
async fn an_answer_that_nobody_waited_for_is_told_as_cancelled() {
    let frames = futures::stream::pending::<Result<Frame<Bytes>, Status>>;
    let unfinished = move || async move { Response::new(Body::new(StreamBody::new(frames()))) };
    let lines = lines_of("/x/Y", unfinished).await;
    assert_eq!(lines[0]["code"], "Cancelled");
}

#[tokio::test]
async fn probes_leave_no_line() {
    let answer = || async { Status::unimplemented("").into_http::<Body>() };
    assert_eq!(lines_of("/grpc.health.v1.Health/Check", answer).await, Vec::<Value>::new());
}

/// Asks by way of the `log` crate whether a line would be wanted, as sqlx does before each statement.
fn asks(target: &str) -> bool {
    LogTracer::new().enabled(&log::Metadata::builder().level(log::Level::Debug).target(target).build())
}

#[tokio::test]
async fn that_somebody_asked_whether_a_finer_line_is_wanted_loses_no_line() {
    let asking = || async {
        let wanted = asks("sqlx::query");
        tracing::info!(wanted, "after the question");
        let wanted = asks("h2");
        tracing::warn!(wanted, "after another");
        asks("sqlx::query");
        Status::unimplemented("").into_http::<Body>()
    };
    for log in ["info", "info,notifications=debug", "info,sqlx=debug", "debug"] {
        let settings = Observe { log: log.to_owned(), ..Observe::default() };
        let lines = lines_under(settings, "/x/Y", asking).await;
        let messages: Vec<&Value> = lines.iter().map(|line| &line["message"]).collect();
        assert_eq!(messages, ["after the question", "after another", "answered"], "{log}: {lines:?}");
    }
}
