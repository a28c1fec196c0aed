//! Where public keys come from.

use super::{Council, clock, suite};
use calendar::Clock;
use fault::Reason;
use identity::{Issuer, KeysError, Trust, Verifier};
use jsonwebtoken::Algorithm;
use serde_json::json;
use std::os::unix::fs::PermissionsExt;

#[test]
fn keys_may_be_a_file_of_pem() {
    let clock = clock();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.pem");
    let (one, two) = (Council::new(&clock), Council::new(&clock));
    std::fs::write(&path, format!("{}\n{}", one.pem, two.pem)).unwrap();
    let trust = Trust { keys: path.into(), ..one.trust() };
    let verifier = Verifier::new(vec![trust], clock.clone()).unwrap();
    for council in [&one, &two] {
        assert!(verifier.verify(&council.token(json!({}))).is_ok());
    }
    let refusal = verifier.verify(&Council::new(&clock).token(json!({}))).unwrap_err();
    assert_eq!(refusal.reason, Reason::TokenSignature);
}

#[test]
fn a_changed_file_is_read_again_and_a_broken_one_changes_nothing() {
    let clock = clock();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.pem");
    let (former, next) = (Council::new(&clock), Council::new(&clock));
    std::fs::write(&path, &former.pem).unwrap();
    let trust = Trust { keys: path.clone().into(), ..former.trust() };
    let verifier = Verifier::new(vec![trust], clock.clone()).unwrap();

    std::fs::write(&path, "half a fi").unwrap();
    assert!(verifier.verify(&former.token(json!({}))).is_ok());
    std::fs::remove_file(&path).unwrap();
    assert!(verifier.verify(&former.token(json!({ "oid": "sam" }))).is_ok());

    std::fs::write(&path, format!("{}\n{}", former.pem, next.pem)).unwrap();
    assert!(verifier.verify(&next.token(json!({}))).is_ok());
}

#[test]
fn a_service_does_not_start_with_keys_that_verify_nothing() {
    let clock = clock();
    let council = Council::new(&clock);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    let refused = |trust: Trust| Verifier::new(vec![trust], clock.clone()).err().unwrap();

    let trust = Trust { keys: path.clone().into(), ..council.trust() };
    assert!(matches!(refused(trust.clone()), KeysError::Unreadable { .. }));
    std::fs::write(&path, "nothing").unwrap();
    assert!(matches!(refused(trust), KeysError::Format(_)));
    let trust = Trust { algorithms: vec![Algorithm::RS256, Algorithm::ES384], ..council.trust() };
    assert!(matches!(refused(trust), KeysError::NoneFits(_)));
    let trust = Trust { algorithms: vec![Algorithm::HS256], ..council.trust() };
    assert!(matches!(refused(trust), KeysError::SharedSecret(Algorithm::HS256)));
}

#[test]
fn a_trust_is_configuration() {
    let trust: Trust = serde_json::from_value(json!({
        "issuer": "https://login.council.example", "audience": "api://permanence",
        "algorithms": ["RS256"], "keys": "/etc/permanence/keys.json", "person_claim": "oid",
    }))
    .unwrap();
    assert_eq!((trust.algorithms, trust.names_services), (vec![Algorithm::RS256], false));
    let unknown = json!({ "issuer": "", "audience": "", "algorithms": [], "keys": "", "leeway": 7 });
    assert!(serde_json::from_value::<Trust>(unknown).unwrap_err().to_string().contains("leeway"));
}

#[test]
fn an_issuers_key_is_made_once_and_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("issuer.pem");
    let open = || Issuer::open(&path, Clock::system()).unwrap();
    let threads: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| open().jwks())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(threads.iter().all(|jwks| *jwks == open().jwks()));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

    std::fs::write(&path, "no key").unwrap();
    assert!(Issuer::open(&path, Clock::system()).is_err());
    assert!(Issuer::open(&folder.path().join("missing/issuer.pem"), Clock::system()).is_err());
    assert_ne!(suite(&clock()).jwks(), suite(&clock()).jwks());
}
