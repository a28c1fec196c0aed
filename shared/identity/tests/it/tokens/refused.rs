//! Each way in which a token proves nobody has its reason.

use super::{Council, clock, suite};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Duration;
use fault::Reason;
use identity::{Caller, CallerKind, Verifier};
use jsonwebtoken::Header;
use serde_json::{Value, json};

#[test]
fn a_good_token_proves_a_person_by_the_configured_claim() {
    let council = Council::new(&clock());
    let verifier = Verifier::new(vec![council.trust()], clock()).unwrap();
    let caller = verifier.verify(&council.token(json!({}))).unwrap();
    let expires = caller.expires;
    assert_eq!(caller, Caller { subject: "priya".into(), kind: CallerKind::Person, expires });
    assert!(caller.expect_not_expired(expires - Duration::milliseconds(1)).is_ok());
    assert_eq!(caller.expect_not_expired(expires).unwrap_err().reason, Reason::TokenExpired);
}

#[test]
fn an_audience_may_be_one_of_several() {
    let council = Council::new(&clock());
    let verifier = Verifier::new(vec![council.trust()], clock()).unwrap();
    assert!(verifier.verify(&council.token(json!({ "aud": ["another", "api://permanence"] }))).is_ok());
}

#[test]
fn what_is_no_signed_token_or_lacks_a_claim_is_malformed() {
    let clock = clock();
    let council = Council::new(&clock);
    let verifier = Verifier::new(vec![council.trust()], clock).unwrap();
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let extended = format!("{}.{}.c2ln", part(json!({ "alg": "ES256", "crit": ["b64"] })), part(json!({})));
    for text in ["", "x", "a.b", "a.b.c", "a.b.c.d", &extended] {
        assert_eq!(verifier.verify(text).unwrap_err().reason, Reason::TokenMalformed, "{text}");
    }
    for claim in ["iss", "aud", "exp", "oid"] {
        let refusal = verifier.verify(&council.token(json!({ claim: null }))).unwrap_err();
        assert_eq!(refusal.reason, Reason::TokenMalformed, "{claim}");
        assert_eq!(refusal.metadata["claim"], claim);
    }
    for wrong in
        [json!({ "exp": "tomorrow" }), json!({ "nbf": "today" }), json!({ "oid": 7 }), json!({ "oid": "" })]
    {
        let refusal = verifier.verify(&council.token(wrong.clone())).unwrap_err();
        assert_eq!(refusal.reason, Reason::TokenMalformed, "{wrong}");
    }
}

#[test]
fn a_token_of_another_time_is_expired() {
    let clock = clock();
    let council = Council::new(&clock);
    let verifier = Verifier::new(vec![council.trust()], clock.clone()).unwrap();
    let now = clock.now().timestamp();
    let reason = |changes: Value| verifier.verify(&council.token(changes)).map_err(|refusal| refusal.reason);
    assert_eq!(reason(json!({ "exp": now - 1 })), Err(Reason::TokenExpired));
    assert_eq!(reason(json!({ "nbf": now + 120 })), Err(Reason::TokenExpired));
    assert!(reason(json!({ "nbf": now + 10 })).is_ok(), "the issuer's clock may be a little ahead");
    assert!(reason(json!({ "nbf": null, "exp": now as f64 + 60.5 })).is_ok());
}

#[test]
fn a_token_for_somebody_else_or_by_another_issuer_is_not_for_this_audience() {
    let council = Council::new(&clock());
    let verifier = Verifier::new(vec![council.trust()], clock()).unwrap();
    for changes in [
        json!({ "aud": "api://another" }),
        json!({ "aud": [] }),
        json!({ "aud": "api://permanence2" }),
        json!({ "iss": "https://login.elsewhere.example" }),
    ] {
        let refusal = verifier.verify(&council.token(changes.clone())).unwrap_err();
        assert_eq!(refusal.reason, Reason::TokenAudience, "{changes}");
    }
}

#[test]
fn an_unknown_key_and_a_changed_token_have_wrong_signatures() {
    let council = Council::new(&clock());
    let verifier = Verifier::new(vec![council.trust()], clock()).unwrap();
    let reason = |token: &str| verifier.verify(token).unwrap_err().reason;

    let impostor = Council::new(&clock());
    assert_eq!(reason(&impostor.token(json!({}))), Reason::TokenSignature);
    let mut rotated = Council::new(&clock());
    rotated.header.kid = Some("key-2".into());
    assert_eq!(reason(&rotated.token(json!({}))), Reason::TokenSignature);

    let good = council.token(json!({}));
    let other = council.token(json!({ "oid": "somebody else" }));
    let parts: Vec<&str> = good.split('.').collect();
    let claims = other.split('.').nth(1).unwrap();
    assert_eq!(reason(&format!("{}.{claims}.{}", parts[0], parts[2])), Reason::TokenSignature);
    assert_eq!(reason(&format!("{}.{}.", parts[0], parts[1])), Reason::TokenSignature);
}

#[test]
fn the_algorithm_is_the_configurations_whatever_the_header_says() {
    let council = Council::new(&clock());
    let verifier = Verifier::new(vec![council.trust()], clock()).unwrap();
    let good = council.token(json!({}));
    let claims = good.split('.').nth(1).unwrap();

    // No signature at all.
    let none = URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "typ": "JWT" }).to_string());
    assert_eq!(verifier.verify(&format!("{none}.{claims}.")).unwrap_err().reason, Reason::TokenSignature);

    // The public key, which everybody has, used as a shared secret.
    let secret = jsonwebtoken::EncodingKey::from_secret(council.pem.as_bytes());
    let header = Header { kid: council.header.kid.clone(), ..Header::default() };
    let hmac =
        jsonwebtoken::encode(&header, &json!({ "iss": "https://login.council.example" }), &secret).unwrap();
    assert_eq!(verifier.verify(&hmac).unwrap_err().reason, Reason::TokenSignature);
}

#[test]
fn only_an_issuer_that_is_trusted_for_services_can_name_one() {
    let clock = clock();
    let council = Council::new(&clock);
    let suite = suite(&clock);
    let verifier = Verifier::new(vec![council.trust(), suite.trust()], clock).unwrap();

    let own = suite.service_token("workflow", Duration::minutes(1)).unwrap();
    let caller = verifier.verify(&own).unwrap();
    assert_eq!(caller.kind, CallerKind::Service("workflow".into()));
    assert_eq!(&*caller.subject, "service:workflow");

    let refusal = verifier.verify(&council.token(json!({ "oid": "service:workflow" }))).unwrap_err();
    assert_eq!(refusal.reason, Reason::TokenMalformed);
}
