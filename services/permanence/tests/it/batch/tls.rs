//! A gateway that meets callers by mutual TLS is called so where the settings say it.

use super::council::run;
use crate::process::{complained, permanence};
use calendar::Clock;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use runtime::Settings;
use runtime::settings::Tls;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tokio::net::TcpListener;

fn kept(folder: &Path, name: &str, pem: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, pem).unwrap();
    path
}

/// A gateway on this machine that lets in whom the authority signed; certificates lie in the folder.
async fn gateway(folder: &Path) -> runtime::Running {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let signed = |name: &str| {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &authority).unwrap();
        (
            kept(folder, &format!("{name}.pem"), &certificate.pem()),
            kept(folder, &format!("{name}-key.pem"), &key.serialize_pem()),
        )
    };
    let (certificate, key) = signed("server");
    signed("job");
    let client_authority = kept(folder, "authority.pem", &authority.pem());
    let tls = Some(Tls { certificate, key, client_authority: Some(client_authority) });
    let mut settings = Settings { tls, ..Settings::default() };
    settings.tokens.issuer_key = Some(folder.join("issuer-key.pem"));
    for service in ["directory", "workflow", "requests", "notifications", "panels"] {
        settings.peers.insert(service.into(), "127.0.0.1:1".into());
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    runtime::serve(&gateway::SERVICE, settings.into(), listener, Clock::system()).await.unwrap()
}

fn draw(address: std::net::SocketAddr) -> Command {
    let mut command = permanence(&["agenda", "draw", "--panel", "2026-11-26"]);
    command
        .env("PERMANENCE_GATEWAY", format!("localhost:{}", address.port()))
        .env("PERMANENCE_TOKEN", "not.a.token");
    command
}

fn heard_of_the_token(output: &Output) -> bool {
    output.status.code() == Some(5) && complained(output).contains("TOKEN_MALFORMED")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_with_mutual_tls_is_called_as_the_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = gateway(folder.path()).await;
    let file = |name: &str| folder.path().join(name);

    let mut known = draw(gateway.address);
    let settings = format!(
        "peer_tls: {{authority: {}, certificate: {}, key: {}}}\npeers: {{gateway: 'localhost:{}'}}\n",
        file("authority.pem").display(),
        file("job.pem").display(),
        file("job-key.pem").display(),
        gateway.address.port()
    );
    known
        .env_remove("PERMANENCE_GATEWAY")
        .env("PERMANENCE_CONFIG", kept(folder.path(), "job.yaml", &settings));
    let known = run(known).await;
    assert!(heard_of_the_token(&known), "{}", complained(&known));

    for without in [run(draw(gateway.address)).await, {
        let mut without_certificate = draw(gateway.address);
        without_certificate.env("PERMANENCE__PEER_TLS__AUTHORITY", file("authority.pem"));
        run(without_certificate).await
    }] {
        assert_ne!(without.status.code(), Some(0));
        assert!(!complained(&without).contains("TOKEN_MALFORMED"), "{}", complained(&without));
    }
    gateway.stop().await;
}
