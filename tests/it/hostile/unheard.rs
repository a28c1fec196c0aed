//! What never becomes a message of ours: a call that there is not, bytes that are no message, a message that is too large
//! or packed in a way that is not read. gRPC's own machinery refuses it, and the caller gets a reason of ours all the same: at
//! the gateway, and at each service's own port.

use super::MESSAGE_LIMIT;
use crate::raw;
use crate::rpcs::rpcs_of;
use fault::Reason;
use tests::council::{Council, SERVICES};
use tests::door::Door;
use tonic::{Code, Request, Status};

/// No field begins so.
const NO_MESSAGE: &[u8] = &[0xff; 12];

#[track_caller]
fn assert_told(refused: Result<Vec<u8>, Status>, reason: Reason, rpc: &str, at: &str) {
    let refused = refused.expect_err(rpc);
    assert_eq!(fault::reason_of(&refused), Some(reason), "{rpc} at {at}: {refused:?}");
    assert_eq!(refused.code(), fault::class_of(reason).code(), "{rpc} at {at}");
    assert_eq!(fault::metadata_of(&refused)["rpc"], rpc, "at {at}");
    assert_ne!(refused.code(), Code::Internal, "{rpc} at {at}");
}

/// The doors by which a service is reached: the gateway's, and its own.
fn doors(council: &Council, service: &str) -> Vec<(&'static str, Door)> {
    let own = council.own_ports(service).into_iter().map(|port| ("its own port", port.into()));
    std::iter::once(("the gateway", council.support.door())).chain(own).collect()
}

fn said(council: &Council) -> Request<()> {
    council.support.ask(())
}

#[tokio::test]
async fn a_call_that_there_is_not_is_an_unknown_route() {
    let council = Council::with_two_replicas().await;
    for service in SERVICES.map(|service| service.name) {
        let known = rpcs_of(service);
        let (known, _) = known[0].split_once('/').expect("a service and a call");
        for rpc in
            [format!("{known}/NoSuchCall"), format!("permanence.{service}.v1.NoSuchService/NoSuchCall")]
        {
            for (at, door) in doors(&council, service) {
                let refused = raw::send(door, said(&council), &rpc, &[Vec::new()]).await;
                assert_told(refused, Reason::RouteUnknown, &rpc, at);
            }
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_message_are_malformed_in_every_call() {
    let council = Council::with_two_replicas().await;
    let before = council.rows_of_everything().await;
    for service in SERVICES.map(|service| service.name) {
        for rpc in rpcs_of(service) {
            for (at, door) in doors(&council, service) {
                let refused = raw::send(door, said(&council), &rpc, &[NO_MESSAGE.to_vec()]).await;
                assert_told(refused, Reason::MessageMalformed, &rpc, at);
            }
        }
    }
    assert_eq!(council.rows_of_everything().await, before);
}

#[tokio::test]
async fn a_message_that_is_too_large_is_refused_as_such() {
    let council = Council::with_two_replicas().await;
    let before = council.rows_of_everything().await;
    for service in SERVICES.map(|service| service.name) {
        let rpc = &rpcs_of(service)[0];
        for (at, door) in doors(&council, service) {
            let refused = raw::send(door, said(&council), rpc, &[vec![0; MESSAGE_LIMIT + 1]]).await;
            assert_told(refused, Reason::MessageTooLarge, rpc, at);
        }
    }
    assert_eq!(council.rows_of_everything().await, before);
}

#[tokio::test]
async fn what_is_packed_in_a_way_that_is_not_read_is_refused_as_such() {
    let council = Council::with_two_replicas().await;
    for service in SERVICES.map(|service| service.name) {
        let rpc = &rpcs_of(service)[0];
        for (at, door) in doors(&council, service) {
            let mut packed = said(&council);
            packed.metadata_mut().insert("grpc-encoding", "gzip".parse().expect("ASCII"));
            let refused = raw::send(door, packed, rpc, &[Vec::new()]).await;
            assert_told(refused, Reason::EncodingUnknown, rpc, at);
        }
    }
}
