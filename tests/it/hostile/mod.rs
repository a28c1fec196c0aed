//! Hostile values in every field of every command, as the descriptors list them: each is refused by a reason and, where the
//! message is malformed, by its field; nothing is written, and nothing is ever INTERNAL or UNKNOWN. Of each field each ninth
//! value is tried, and one at least: `NINTH=…` says which, from 0 to 8, `EVERY=1` tries all of them.

mod panels;
mod saving;
mod sound;
mod told;
mod unheard;
mod values;

use crate::raw;
use crate::rpcs::{commands, in_full, method};
use prost_reflect::prost::Message;
use prost_reflect::{DynamicMessage, Value};
use sound::Scene;
use std::collections::BTreeMap;
use tests::council::Council;
use tests::person::{Person, new_request_id};
use told::assert_told;
use tonic::Code;
use values::Spoilt;

/// What a server takes in one message.
const MESSAGE_LIMIT: usize = 4 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_field_of_any_command_can_be_abused() {
    let council = Council::with_two_replicas().await;
    let scene = Scene::set(&council).await;
    let elsewhere = scene.elsewhere();
    let every = number_in("EVERY").unwrap_or(9);
    let ninth = number_in("NINTH").unwrap_or(7);
    println!("NINTH={ninth} EVERY={every}");
    let mut tally: BTreeMap<String, Tally> = BTreeMap::new();
    for (place, rpc) in commands().into_iter().enumerate() {
        let phase = (ninth + place) % every;
        let tally = tally.entry(rpc.clone()).or_default();
        let full = in_full(&rpc);
        let input = method(&full).input();
        let (mut by, mut sound) = scene.sound(&rpc).await;
        council.all_is_heard().await;
        // What was refused left everything as it stood.
        let mut stands = council.rows_of_everything().await;
        let whole = |bytes: &[u8]| DynamicMessage::decode(input.clone(), bytes).expect("a sound message");
        for index in chosen(&values::spoilt(&whole(&sound), &elsewhere), phase, every) {
            // What was accepted since may have made it shorter.
            let Some(mut spoilt) = values::spoilt(&whole(&sound), &elsewhere).into_iter().nth(index) else {
                continue;
            };
            under_a_new_id(&mut spoilt);
            let rest = scene.what_follows(&rpc);
            let messages = [vec![spoilt.message.encode_to_vec()], rest].concat();
            match raw::call(by, &full, &messages).await {
                Ok(_) => {
                    tally.accepted += 1;
                    // What it changed makes the next message stale.
                    (by, sound) = scene.sound(&rpc).await;
                    council.all_is_heard().await;
                    stands = council.rows_of_everything().await;
                }
                Err(refused) => {
                    tally.refused += 1;
                    tally.malformed += usize::from(refused.code() == Code::InvalidArgument);
                    assert_told(&refused, &rpc, &spoilt);
                    let stand = council.rows_of_everything().await;
                    assert_eq!(stand, stands, "{rpc} {} wrote something", spoilt.what);
                }
            }
        }
        // What was well-formed all the time is accepted.
        let messages = [vec![sound], scene.what_follows(&rpc)].concat();
        assert_accepted(by, &full, &messages).await;
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

/// Where those stand that are tried: of each field each so many-eth value, and one at least.
fn chosen(all: &[Spoilt], phase: usize, every: usize) -> Vec<usize> {
    let mut chosen = Vec::new();
    let mut first = 0;
    for (place, of_field) in all.chunk_by(|one, other| one.field() == other.field()).enumerate() {
        let values = first..first + of_field.len();
        let turn = (phase + place) % every;
        let before = chosen.len();
        chosen.extend(values.clone().skip(turn).step_by(every));
        if chosen.len() == before {
            chosen.push(first + turn % of_field.len());
        }
        first = values.end;
    }
    chosen
}

#[derive(Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    malformed: usize,
}

fn number_in(variable: &str) -> Option<usize> {
    std::env::var(variable).ok().map(|it| it.parse().expect("a number"))
}

/// A command of its own, unless the id is what was spoilt.
fn under_a_new_id(spoilt: &mut Spoilt) {
    const ID: &str = "request_id";
    if spoilt.what.contains("request_id:") {
        return;
    }
    let id = Value::String(new_request_id());
    if spoilt.message.try_set_field_by_name(ID, id.clone()).is_ok() {
        return;
    }
    // A stream of messages begins with what makes it a command.
    if spoilt.message.has_field_by_name("metadata")
        && let Some(Value::Message(first)) = spoilt.message.get_field_by_name_mut("metadata")
    {
        first.set_field_by_name(ID, id);
    }
}

async fn assert_accepted(by: &Person, rpc: &str, sound: &[Vec<u8>]) {
    if let Err(refused) = raw::call(by, rpc, sound).await {
        panic!("{rpc} refuses what is sound: {refused:?}");
    }
}
