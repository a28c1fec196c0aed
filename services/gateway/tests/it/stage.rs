//! A gateway on a free port, with an issuer whose tokens it trusts.

use crate::behind::Behind;
use calendar::Clock;
use chrono::TimeDelta;
use http::Request;
use identity::Issuer;
use jsonwebtoken::EncodingKey;
use runtime::Settings;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tonic::body::Body;
use tonic::transport::{Channel, Endpoint};
use tower::{Service, ServiceExt};

pub(crate) const SAVE: &str = "/permanence.workflow.v1.WorkstepService/SaveWorkstep";

const SUBJECT: &str = "priya.nair";

pub(crate) struct Stage {
    pub(crate) channel: Channel,
    pub(crate) token: String,
    key: PathBuf,
    _keys: tempfile::TempDir,
}

impl Stage {
    /// A gateway before these servers, each named by its service; several of one name are its replicas.
    pub(crate) async fn before(behind: &[(&str, &Behind)]) -> Self {
        let mut addresses: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, replica) in behind {
            addresses.entry(name).or_default().push(replica.address.to_string());
        }
        let joined: Vec<(&str, String)> =
            addresses.into_iter().map(|(name, all)| (name, all.join(","))).collect();
        let joined: Vec<(&str, &str)> = joined.iter().map(|(name, all)| (*name, all.as_str())).collect();
        Self::before_addresses(&joined).await
    }

    /// A gateway that is told these addresses. Nobody listens where a service that is left out would be.
    pub(crate) async fn before_addresses(behind: &[(&str, &str)]) -> Self {
        let keys = tempfile::tempdir().unwrap();
        let key = keys.path().join("issuer-key.pem");
        let clock = Clock::system();
        let mut settings = Settings::default();
        settings.tokens.issuer_key = Some(key.clone());
        for service in ["directory", "workflow", "requests", "notifications", "panels"] {
            let nobody = format!("127.0.0.1:{}", runtime::postgres::free_port().unwrap());
            settings.peers.insert(service.into(), nobody);
        }
        settings.peers.extend(behind.iter().map(|(name, address)| ((*name).into(), (*address).into())));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway =
            runtime::serve(&gateway::SERVICE, Arc::new(settings), listener, clock.clone()).await.unwrap();
        let issuer = Issuer::open(&key, clock).unwrap();
        let token = issuer.token(SUBJECT, TimeDelta::hours(1)).unwrap();
        let endpoint =
            Endpoint::from_shared(format!("http://{}", gateway.address)).unwrap().tcp_nodelay(true);
        Self { channel: endpoint.connect().await.unwrap(), token, key, _keys: keys }
    }

    /// By the right key; it expired an hour ago.
    pub(crate) fn expired_token(&self) -> String {
        let earlier = Clock::starting_at(Clock::system().now() - TimeDelta::hours(2));
        Issuer::open(&self.key, earlier).unwrap().token(SUBJECT, TimeDelta::hours(1)).unwrap()
    }

    /// By the right key, for another system.
    pub(crate) fn token_for_another_audience(&self) -> String {
        let (now, header) = (Clock::system().now().timestamp(), jsonwebtoken::decode_header(&self.token));
        let claims = serde_json::json!({
            "iss": "permanence", "aud": "another-system", "sub": SUBJECT, "iat": now, "nbf": now, "exp": now + 3600,
        });
        let key = EncodingKey::from_ec_pem(&std::fs::read(&self.key).unwrap()).unwrap();
        jsonwebtoken::encode(&header.unwrap(), &claims, &key).unwrap()
    }

    /// By a key that nobody trusts.
    pub(crate) fn token_by_another_key(&self) -> String {
        Issuer::ephemeral(Clock::system()).unwrap().token(SUBJECT, TimeDelta::hours(1)).unwrap()
    }

    /// A call as any gRPC client would make it.
    pub(crate) fn call(&self, path: &str, body: Body) -> Request<Body> {
        Request::post(format!("http://gateway{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("authorization", format!("Bearer {}", self.token))
            .body(body)
            .unwrap()
    }

    /// Sends a call as it is.
    pub(crate) async fn send(
        &self,
        call: Request<Body>,
    ) -> Result<http::Response<Body>, tonic::transport::Error> {
        self.channel.clone().ready().await?.call(call).await
    }

    /// A message of the contracts, with the token.
    pub(crate) fn ask<T>(&self, message: T) -> tonic::Request<T> {
        let mut request = tonic::Request::new(message);
        request.metadata_mut().insert("authorization", format!("Bearer {}", self.token).parse().unwrap());
        request
    }
}
