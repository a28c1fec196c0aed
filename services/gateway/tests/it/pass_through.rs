//! What goes through the gateway comes out as it went in.

use crate::behind::{Behind, Call, Frame, framed, frames, grpc, ok};
use crate::stage::{SAVE, Stage};
use bytes::Bytes;
use fault::Reason;
use http::HeaderMap;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;
use tonic::body::Body;
use tonic::{Code, Status};

fn body(bytes: &'static [u8]) -> Body {
    Body::new(Full::new(Bytes::from_static(bytes)))
}

fn empty() -> Body {
    Body::new(Empty::new())
}

async fn status_of(answer: http::Response<Body>) -> Status {
    let (head, body) = answer.into_parts();
    let collected = body.collect().await.unwrap();
    let trailers = collected.trailers().cloned().unwrap_or_default();
    Status::from_header_map(&trailers).or_else(|| Status::from_header_map(&head.headers)).expect("a status")
}

#[tokio::test]
async fn bytes_and_trailers_pass_without_being_understood() {
    let workflow = Behind::answering(|call: Call| async {
        let sent = call.into_body().collect().await.unwrap().to_bytes();
        let turned: Bytes = sent.iter().rev().copied().collect();
        let mut trailers = ok();
        trailers.insert("grpc-status-details-bin", "AAEC".parse().unwrap());
        trailers.insert("x-seen-by", "workflow".parse().unwrap());
        frames(vec![Frame::data(turned), Frame::trailers(trailers)])
    })
    .await;
    let stage = Stage::before(&[("workflow", &workflow)]).await;

    let answer = stage.send(stage.call(SAVE, body(b"\xff\x00no protobuf at all"))).await.unwrap();

    assert_eq!(answer.headers()["content-type"], "application/grpc");
    let collected = answer.into_body().collect().await.unwrap();
    let trailers = collected.trailers().unwrap().clone();
    assert_eq!(
        collected.to_bytes(),
        "lla ta fubotorp on\x00\u{ff}".chars().map(|it| it as u8).collect::<Vec<_>>()
    );
    assert_eq!(trailers["grpc-status"], "0");
    assert_eq!(trailers["grpc-status-details-bin"], "AAEC");
    assert_eq!(trailers["x-seen-by"], "workflow");
}

#[tokio::test]
async fn streams_pass_message_by_message_in_both_directions() {
    let workflow = Behind::answering(|call: Call| async {
        let said = call.into_body().into_data_stream();
        let echo = tokio_stream::StreamExt::map(said, |it| Ok::<_, Status>(Frame::data(it.unwrap())));
        grpc(Body::new(StreamBody::new(echo)))
    })
    .await;
    let stage = Stage::before(&[("workflow", &workflow)]).await;
    let (say, said) = mpsc::channel::<Result<Frame, Status>>(1);
    let talk = Body::new(StreamBody::new(ReceiverStream::new(said)));

    let mut heard = stage.send(stage.call(SAVE, talk)).await.unwrap().into_body();
    for word in ["one", "two", "three"] {
        say.send(Ok(Frame::data(framed(word.as_bytes())))).await.unwrap();
        let echo = heard.frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(echo, framed(word.as_bytes()), "each comes back before the next is said");
    }
    drop(say);
    assert!(heard.frame().await.is_none_or(|it| it.is_ok()));
}

#[tokio::test]
async fn token_deadline_trace_and_whatever_else_was_said_travel() {
    let workflow = Behind::answering(|_| async { frames(vec![Frame::trailers(ok())]) }).await;
    let stage = Stage::before(&[("workflow", &workflow)]).await;
    let mut call = stage.call(SAVE, empty());
    let said = [
        ("grpc-timeout", "7S"),
        ("grpc-accept-encoding", "gzip,zstd"),
        ("x-anything-bin", "AAE"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ];
    for (name, value) in said {
        call.headers_mut().insert(name, value.parse().unwrap());
    }

    status_of(stage.send(call).await.unwrap()).await;

    let [seen] = workflow.seen().try_into().unwrap();
    for (name, value) in &said[..3] {
        assert_eq!(seen[*name], *value);
    }
    assert_eq!(seen["authorization"], format!("Bearer {}", stage.token));
    assert_eq!(seen["te"], "trailers");
    let trace = seen["traceparent"].to_str().unwrap();
    assert!(trace.starts_with("00-0af7651916cd43dd8448eb211c80319c-"), "{trace} is of the same trace");
    assert!(!seen.contains_key("host"));
}

#[tokio::test]
async fn a_service_that_is_not_behind_the_gateway_is_an_unknown_route() {
    let workflow = Behind::answering(|_| async { frames(vec![Frame::trailers(ok())]) }).await;
    let stage = Stage::before(&[("workflow", &workflow)]).await;
    for path in
        ["/permanence.placements.v1.PlacementService/GetPlacement", "/permanence.workflow.v2.A/B", "/else"]
    {
        let status = status_of(stage.send(stage.call(path, empty())).await.unwrap()).await;
        assert_eq!(status.code(), Code::Unimplemented, "{path}");
        assert_eq!(fault::reason_of(&status), Some(Reason::RouteUnknown), "{path}");
    }
    assert_eq!(workflow.seen(), Vec::<HeaderMap>::new());
}

#[tokio::test]
async fn nobody_gets_through_without_a_token_or_with_a_bad_one() {
    let workflow = Behind::answering(|_| async { frames(vec![Frame::trailers(ok())]) }).await;
    let stage = Stage::before(&[("workflow", &workflow)]).await;
    for (what, token, reason) in [
        ("no token", None, Reason::TokenMissing),
        ("an expired one", Some(stage.expired_token()), Reason::TokenExpired),
        ("one for another audience", Some(stage.token_for_another_audience()), Reason::TokenAudience),
        ("one by another key", Some(stage.token_by_another_key()), Reason::TokenSignature),
    ] {
        let mut call = stage.call(SAVE, empty());
        call.headers_mut().remove("authorization");
        if let Some(token) = token {
            call.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        }

        let status = status_of(stage.send(call).await.unwrap()).await;

        let refused = (status.code(), fault::reason_of(&status));
        assert_eq!(refused, (Code::Unauthenticated, Some(reason)), "{what}");
        assert_eq!(workflow.seen(), Vec::<HeaderMap>::new(), "{what} is refused here, not behind");
    }
}

#[tokio::test]
async fn a_caller_who_goes_away_is_gone_for_the_service_too() {
    let (begun, has_begun) = oneshot::channel::<()>();
    let (held, gone) = oneshot::channel::<()>();
    let parts = Arc::new(Mutex::new(Some((begun, held))));
    let workflow = Behind::answering(move |_| {
        let taken = parts.lock().unwrap().take();
        async move {
            if let Some((begun, _held)) = taken {
                begun.send(()).unwrap();
                std::future::pending::<()>().await;
            }
            frames(vec![Frame::trailers(ok())])
        }
    })
    .await;
    let stage = Stage::before(&[("workflow", &workflow)]).await;
    let waiting = stage.send(stage.call(SAVE, empty()));
    tokio::select! {
        _ = waiting => panic!("nobody answers"),
        begun = has_begun => begun.unwrap(),
    }
    assert!(gone.await.is_err(), "what the service held for the call is dropped");
}

#[tokio::test]
async fn a_service_that_breaks_off_in_the_middle_is_named_in_the_trailers() {
    let (say, said) = mpsc::channel::<Result<Frame, std::io::Error>>(1);
    let said = Arc::new(Mutex::new(Some(said)));
    let workflow = Behind::answering(move |_| {
        let said = said.lock().unwrap().take().unwrap();
        async { grpc(Body::new(StreamBody::new(ReceiverStream::new(said)))) }
    })
    .await;
    let stage = Stage::before(&[("workflow", &workflow)]).await;
    say.send(Ok(Frame::data(framed(b"first")))).await.unwrap();
    let mut answer = stage.send(stage.call(SAVE, empty())).await.unwrap().into_body();
    assert_eq!(answer.frame().await.unwrap().unwrap().into_data().unwrap(), framed(b"first"));

    say.send(Err(std::io::Error::other("the power went"))).await.unwrap();

    let trailers = answer.frame().await.unwrap().unwrap().into_trailers().unwrap();
    let status = Status::from_header_map(&trailers).unwrap();
    assert_eq!((status.code(), fault::reason_of(&status)), (Code::Unavailable, Some(Reason::Unavailable)));
    assert_eq!(fault::metadata_of(&status)["service"], "workflow");
}
