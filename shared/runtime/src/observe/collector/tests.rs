use super::Collector;
use crate::settings::Observe;
use opentelemetry::trace::{Span, Tracer, TracerProvider};
use tokio::{io::AsyncReadExt, net::TcpListener};

async fn collector() -> (TcpListener, Observe) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    (listener, Observe { otlp_endpoint: Some(endpoint), ..Observe::default() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_collector_a_span_leaves_for_it() {
    let (listener, settings) = collector().await;
    let telling = Collector::connect(&settings, "test").unwrap();
    let mut span = telling.traces().tracer("test").start("a call");
    assert!(span.is_recording());
    span.end();
    let sending = tokio::task::spawn_blocking(move || telling.traces().force_flush());
    let (mut connection, _) = listener.accept().await.unwrap();
    let mut preface = [0; 14];
    connection.read_exact(&mut preface).await.unwrap();
    assert_eq!(&preface, b"PRI * HTTP/2.0");
    drop((connection, listener));
    assert!(sending.await.unwrap().is_err(), "nobody took the span");
}

#[tokio::test]
async fn without_one_a_span_has_its_ids_and_is_not_recorded() {
    let telling = Collector::connect(&Observe::default(), "test").unwrap();
    let span = telling.traces().tracer("test").start("a call");
    assert!(span.span_context().is_valid());
    assert!(!span.is_recording());
}
