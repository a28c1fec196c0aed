//! Hostile values in every field of every command, as the descriptors list them: each is refused by a reason and, where the
//! message is malformed, by its field; nothing is written, and nothing is ever INTERNAL or UNKNOWN. Each ninth value is tried;
//! `EVERY=1` tries them all.

mod panels;
mod raw;
mod sound;
mod values;

use crate::roles::commands;
use prost_reflect::prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, Value};
use sound::Scene;
use std::collections::BTreeMap;
use tests::council::{Council, keeping};
use tests::person::{Person, new_request_id};
use tonic::{Code, Status};

/// What a server takes in one message.
const MESSAGE_LIMIT: usize = 4 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_field_of_any_command_can_be_abused() {
    let pool = DescriptorPool::decode(contracts::DESCRIPTORS).expect("descriptors");
    let council = Council::with_two_replicas().await;
    let scene = Scene::set(&council).await;
    let elsewhere = scene.elsewhere();
    let every: usize = std::env::var("EVERY").map_or(9, |every| every.parse().expect("a number"));
    let mut tally: BTreeMap<String, Tally> = BTreeMap::new();
    for (rpc, phase) in commands().into_iter().zip((0..every).cycle()) {
        let tally = tally.entry(rpc.clone()).or_default();
        let method = method_of(&pool, &rpc);
        let full = format!("{}/{}", method.parent_service().full_name(), method.name());
        let (mut by, mut sound) = scene.sound(&rpc).await;
        council.all_is_heard().await;
        let whole = |bytes: &[u8]| DynamicMessage::decode(method.input(), bytes).expect("a sound message");
        for index in (phase..).step_by(every) {
            let mut all = values::spoilt(&whole(&sound), &elsewhere);
            if index >= all.len() {
                break;
            }
            let mut spoilt = all.swap_remove(index);
            if !spoilt.what.starts_with("request_id") {
                spoilt.message.set_field_by_name("request_id", Value::String(new_request_id()));
            }
            let bytes = spoilt.message.encode_to_vec();
            let size = bytes.len();
            let before = written(&council).await;
            match raw::call(by, &full, bytes).await {
                Ok(_) => {
                    tally.accepted += 1;
                    // What it changed makes the next message stale.
                    (by, sound) = scene.sound(&rpc).await;
                    council.all_is_heard().await;
                }
                Err(refused) => {
                    tally.refused += 1;
                    tally.malformed += usize::from(refused.code() == Code::InvalidArgument);
                    assert_told(&refused, size, &format!("{rpc} {}", spoilt.what));
                    assert_eq!(written(&council).await, before, "{rpc} {} wrote something", spoilt.what);
                }
            }
        }
        // What was well-formed all the time is accepted.
        assert_accepted(by, &full, sound).await;
        tally.accepted += 1;
    }
    for (rpc, tally) in &tally {
        println!(
            "{rpc}: {} accepted, {} refused, {} of them as malformed",
            tally.accepted, tally.refused, tally.malformed
        );
        assert!(tally.refused > 0, "{rpc} refuses nothing");
    }
    let accepted: usize = tally.values().map(|it| it.accepted).sum();
    let well_formed: usize = tally.values().map(|it| it.accepted + it.refused - it.malformed).sum();
    println!("{accepted} accepted of {well_formed} that were well-formed");
    assert!(accepted * 5 >= well_formed, "what is refused is refused for what is wrong with it");
}

#[derive(Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    malformed: usize,
}

fn method_of(pool: &DescriptorPool, rpc: &str) -> prost_reflect::MethodDescriptor {
    let (service, method) = rpc.split_once('/').expect("a service and a method");
    let services = pool.services().filter(|it| it.name() == service);
    let mut methods =
        services.flat_map(|it| it.methods().collect::<Vec<_>>()).filter(|it| it.name() == method);
    methods.next().expect("the method")
}

async fn assert_accepted(by: &Person, rpc: &str, sound: Vec<u8>) {
    if let Err(refused) = raw::call(by, rpc, sound).await {
        panic!("{rpc} refuses what is sound: {refused:?}");
    }
}

/// The caller learns what was wrong: a field, or a reason.
fn assert_told(refused: &Status, size: usize, what: &str) {
    if size > MESSAGE_LIMIT {
        assert!(matches!(refused.code(), Code::OutOfRange | Code::ResourceExhausted), "{what}: {refused:?}");
        return;
    }
    let reason = fault::reason_of(refused).unwrap_or_else(|| panic!("{what}: no reason in {refused:?}"));
    match refused.code() {
        Code::InvalidArgument if reason == fault::Reason::FieldInvalid => {
            assert!(!fault::field_violations_of(refused).is_empty(), "{what}: no field in {refused:?}");
        }
        Code::InvalidArgument
        | Code::FailedPrecondition
        | Code::NotFound
        | Code::PermissionDenied
        | Code::AlreadyExists
        | Code::Aborted => {}
        other => panic!("{what}: {other:?} {refused:?}"),
    }
}

/// What each accepted command leaves at least: a receipt, an event.
async fn written(council: &Council) -> Vec<i64> {
    let mut counts = Vec::new();
    for service in keeping() {
        let pool = council.suite.database().pool(service);
        let count = sqlx::query_scalar(
            "select (select count(*) from receipt) + (select count(*) from outbox) + (select count(*) from events)",
        );
        counts.push(count.fetch_one(&pool).await.expect("a count"));
    }
    counts
}
