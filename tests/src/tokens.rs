//! Tokens that open nothing.

use crate::council::Council;
use calendar::Clock;
use chrono::TimeDelta;
use identity::Issuer;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;
use std::path::Path;

const SUBJECT: &str = "priya.nair";

impl Council {
    fn issuer_key(&self) -> &Path {
        self.suite.settings().tokens.issuer_key.as_deref().expect("the suite is its own issuer")
    }

    /// A token for whoever signs in under that subject.
    pub fn token_of(&self, subject: &str) -> String {
        self.suite.token(subject)
    }

    /// A token for whoever signs in under that subject, for so long.
    pub fn token_for(&self, subject: &str, lifetime: TimeDelta) -> String {
        let issuer = Issuer::open(self.issuer_key(), self.suite.clock().clone()).expect("the suite's issuer");
        issuer.token(subject, lifetime).expect("a token")
    }

    /// By the right key, for somebody known; it expired an hour ago.
    pub fn expired_token(&self) -> String {
        let earlier = Clock::starting_at(self.suite.clock().now() - TimeDelta::hours(2));
        let issuer = Issuer::open(self.issuer_key(), earlier).expect("the suite's issuer");
        issuer.token(SUBJECT, TimeDelta::hours(1)).expect("a token")
    }

    /// By a key that nobody trusts.
    pub fn token_by_another_key(&self) -> String {
        let issuer = Issuer::ephemeral(self.suite.clock().clone()).expect("another issuer");
        issuer.token(SUBJECT, TimeDelta::hours(1)).expect("a token")
    }

    /// By the right key, for somebody known, for another system.
    pub fn token_for_another_audience(&self) -> String {
        let key = std::fs::read(self.issuer_key()).expect("the suite's key");
        let now = self.suite.clock().now().timestamp();
        let claims = json!({
            "iss": "permanence", "aud": "another-system", "sub": SUBJECT, "iat": now, "nbf": now, "exp": now + 3600,
        });
        let key = EncodingKey::from_ec_pem(&key).expect("an ES256 key");
        let good = self.suite.token(SUBJECT);
        let header: Header = jsonwebtoken::decode_header(&good).expect("a header");
        assert_eq!(header.alg, Algorithm::ES256);
        jsonwebtoken::encode(&header, &claims, &key).expect("a token")
    }
}
