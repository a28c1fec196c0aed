//! A verified token is believed for a while, and never longer than it says itself.

use super::{clock, suite};
use chrono::Duration;
use fault::Reason;
use identity::Verifier;
use std::time::Instant;

#[test]
fn a_believed_token_expires_all_the_same() {
    let clock = clock();
    let suite = suite(&clock);
    let verifier = Verifier::new(vec![suite.trust()], clock.clone()).unwrap();
    let token = suite.token("priya", Duration::seconds(40)).unwrap();
    assert!(verifier.verify(&token).is_ok());
    clock.advance(Duration::seconds(30));
    assert!(verifier.verify(&token).is_ok());
    clock.advance(Duration::seconds(10));
    assert_eq!(verifier.verify(&token).unwrap_err().reason, Reason::TokenExpired);
}

#[test]
fn a_key_that_was_taken_away_works_for_a_minute_at_most() {
    let clock = clock();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let (former, next) = (suite(&clock), suite(&clock));
    let keep = |set| std::fs::write(&path, serde_json::to_string(&set).unwrap()).unwrap();
    keep(former.jwks());
    let trust = identity::Trust { keys: path.clone().into(), ..former.trust() };
    let verifier = Verifier::new(vec![trust], clock.clone()).unwrap();
    let token = former.token("priya", Duration::hours(1)).unwrap();
    assert!(verifier.verify(&token).is_ok());

    let mut both_lengths_differ = next.jwks();
    both_lengths_differ.keys[0].common.key_id = Some("the next key".into());
    keep(both_lengths_differ);
    clock.advance(Duration::seconds(59));
    assert!(verifier.verify(&token).is_ok());
    clock.advance(Duration::seconds(1));
    assert_eq!(verifier.verify(&token).unwrap_err().reason, Reason::TokenSignature);
}

#[test]
fn believing_is_much_cheaper_than_verifying() {
    let clock = clock();
    let suite = suite(&clock);
    let verifier = Verifier::new(vec![suite.trust()], clock.clone()).unwrap();
    let tokens: Vec<String> =
        (0..50).map(|n| suite.token(&format!("worker {n}"), Duration::hours(1)).unwrap()).collect();
    let verify_all = || {
        let begun = Instant::now();
        tokens.iter().for_each(|token| drop(verifier.verify(token).unwrap()));
        begun.elapsed()
    };
    let (verified, believed) = (verify_all(), verify_all());
    eprintln!("a token: {:?} verified, {:?} believed", verified / 50, believed / 50);
    assert!(believed * 3 < verified);
}
