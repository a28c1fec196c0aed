//! Tokens: whose are trusted, what each refusal is called, and where the suite's own come from.

mod authenticate;
mod believed;
mod keys;
mod refused;
mod sources;

use calendar::Clock;
use identity::{Issuer, Keys, Trust};
use jsonwebtoken::{
    Algorithm, EncodingKey, Header,
    jwk::{Jwk, JwkSet},
};
use serde_json::{Value, json};

/// When these tests begin.
fn clock() -> Clock {
    Clock::starting_at("2023-08-25T09:00:00Z".parse().unwrap())
}

/// A council's identity provider: it says who a person is in `oid`, and may not name services.
struct Council {
    key: EncodingKey,
    header: Header,
    clock: Clock,
    pem: String,
}

impl Council {
    fn new(clock: &Clock) -> Self {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let key = EncodingKey::from_ec_pem(pair.serialize_pem().as_bytes()).unwrap();
        let header = Header { kid: Some("key-1".into()), ..Header::new(Algorithm::ES256) };
        Self { key, header, clock: clock.clone(), pem: pair.public_key_pem() }
    }

    fn jwks(&self) -> JwkSet {
        let mut jwk = Jwk::from_encoding_key(&self.key, Algorithm::ES256).unwrap();
        jwk.common.key_id.clone_from(&self.header.kid);
        JwkSet { keys: vec![jwk] }
    }

    fn trust(&self) -> Trust {
        Trust {
            issuer: "https://login.council.example".into(),
            audience: "api://permanence".into(),
            algorithms: vec![Algorithm::RS256, Algorithm::ES256],
            keys: Keys::Set(self.jwks()),
            person_claim: "oid".into(),
            names_services: false,
        }
    }

    /// A good token, changed by what is given; a null takes the claim away.
    fn token(&self, changes: Value) -> String {
        let now = self.clock.now().timestamp();
        let mut claims = json!({
            "iss": "https://login.council.example", "aud": "api://permanence", "sub": "pairwise-7",
            "oid": "priya", "iat": now, "nbf": now, "exp": now + 3600,
        });
        for (claim, value) in changes.as_object().unwrap() {
            claims[claim] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        jsonwebtoken::encode(&self.header, &claims, &self.key).unwrap()
    }
}

fn suite(clock: &Clock) -> Issuer {
    Issuer::ephemeral(clock.clone()).unwrap()
}
