//! The token that a service sends when it calls another.

use super::{clock, suite};
use chrono::Duration;
use identity::{CallerKind, TokenSource, Verifier};
use std::sync::Arc;

#[test]
fn a_services_token_is_good_and_is_renewed_before_it_expires() {
    let clock = clock();
    let issuer = Arc::new(suite(&clock));
    let verifier = Verifier::new(vec![issuer.trust()], clock.clone()).unwrap();
    let source = TokenSource::issued(issuer, "requests", clock.clone());
    let mut seen = Vec::new();
    for _ in 0..30 {
        let request = source.sign(tonic::Request::new(())).unwrap();
        let header = request.metadata().get("authorization").unwrap().to_str().unwrap().to_owned();
        let caller = verifier.verify(header.strip_prefix("Bearer ").unwrap()).unwrap();
        assert_eq!(caller.kind, CallerKind::Service("requests".into()));
        seen.push(header);
        clock.advance(Duration::seconds(40));
    }
    seen.dedup();
    assert!((10..30).contains(&seen.len()), "{} tokens in twenty minutes", seen.len());
}

#[test]
fn a_token_in_a_file_is_read_again() {
    let clock = clock();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let source = TokenSource::file(path.clone(), clock.clone());
    assert!(source.bearer().is_err());
    std::fs::write(&path, "first\n").unwrap();
    assert_eq!(source.bearer().unwrap(), "Bearer first");
    std::fs::write(&path, "second\n").unwrap();
    assert_eq!(source.bearer().unwrap(), "Bearer first");
    clock.advance(Duration::minutes(1));
    assert_eq!(source.bearer().unwrap(), "Bearer second");
}
