//! The layer in front of every service.

use super::{clock, suite};
use chrono::Duration;
use fault::Reason;
use http::{Request, Response};
use identity::{Authenticate, Caller, Verifier};
use std::{convert::Infallible, sync::Arc};
use tonic::{Code, Status};
use tower::{Layer, ServiceExt, service_fn};

/// Calls a service behind the layer: the subject that it saw, or the status that was answered.
async fn call(verifier: &Arc<Verifier>, path: &str, authorization: Option<&str>) -> Result<String, Status> {
    let behind = service_fn(|request: Request<String>| async move {
        let subject = request.extensions().get::<Caller>().map(|caller| caller.subject.to_string());
        Ok::<_, Infallible>(Response::new(subject.unwrap_or_default()))
    });
    let mut request = Request::builder().uri(path);
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let layered = Authenticate::new(verifier.clone()).layer(behind);
    let answered = layered.oneshot(request.body(String::new()).unwrap()).await.unwrap();
    match Status::from_header_map(answered.headers()) {
        Some(status) => Err(status),
        None => Ok(answered.into_body()),
    }
}

const SAVE: &str = "/permanence.workflow.v1.WorkstepService/SaveWorkstep";

#[tokio::test]
async fn a_good_token_makes_a_caller() {
    let clock = clock();
    let suite = suite(&clock);
    let verifier = Arc::new(Verifier::new(vec![suite.trust()], clock).unwrap());
    let token = suite.token("priya", Duration::minutes(5)).unwrap();
    for scheme in ["Bearer", "bearer"] {
        assert_eq!(call(&verifier, SAVE, Some(&format!("{scheme} {token}"))).await.unwrap(), "priya");
    }
}

#[tokio::test]
async fn nobody_gets_in_without_one() {
    let clock = clock();
    let suite = suite(&clock);
    let verifier = Arc::new(Verifier::new(vec![suite.trust()], clock.clone()).unwrap());
    let expired = format!("Bearer {}", suite.token("priya", Duration::minutes(5)).unwrap());
    clock.advance(Duration::minutes(6));
    for (authorization, reason) in [
        (None, Reason::TokenMissing),
        (Some("Basic cHJpeWE6"), Reason::TokenMissing),
        (Some("Bearer "), Reason::TokenMissing),
        (Some("Bearer nonsense"), Reason::TokenMalformed),
        (Some(expired.as_str()), Reason::TokenExpired),
    ] {
        let status = call(&verifier, SAVE, authorization).await.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated);
        assert_eq!(fault::reason_of(&status), Some(reason), "{authorization:?}");
    }
}

#[tokio::test]
async fn health_and_reflection_are_open() {
    let clock = clock();
    let verifier = Arc::new(Verifier::new(vec![suite(&clock).trust()], clock).unwrap());
    for path in [
        "/grpc.health.v1.Health/Check",
        "/grpc.health.v1.Health/Watch",
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    ] {
        assert_eq!(call(&verifier, path, None).await.unwrap(), "");
    }
    assert!(call(&verifier, "/grpc.health.v1.Healthy/Check", None).await.is_err());
}

#[test]
fn without_the_layer_nobody_is_anybody() {
    let fault = identity::caller(&tonic::Request::new(())).unwrap_err();
    assert_eq!(fault.reason(), Reason::TokenMissing);
}
