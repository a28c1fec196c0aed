use crate::{
    peers::{CALLER, way_of},
    sample::{SAMPLE, ask},
};
use contracts::directory::v1::event_service_client::EventServiceClient;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use runtime::{
    Running, Service, serve,
    settings::{PeerTls, Settings, Tls},
};
use std::path::{Path, PathBuf};
use testkit::{Bearer, Suite};
use tokio::net::TcpListener;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { issuer: CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap() }
    }

    /// A certificate and its key.
    fn sign(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_string()]).unwrap();
        (params.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem())
    }
}

async fn serve_with(service: &Service, settings: &Settings) -> Running {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let clock = calendar::Clock::system();
    serve(service, settings.clone().into(), listener, clock).await.unwrap()
}

fn kept(folder: &Path, name: &str, pem: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, pem).unwrap();
    path
}

#[tokio::test]
async fn with_an_authority_for_clients_only_those_whom_it_signed_come_in() {
    let suite = Suite::start(testkit::database(&[&SAMPLE]).await, &[]).await;
    let (folder, authority) = (tempfile::tempdir().unwrap(), Authority::new());
    let (certificate, key) = authority.sign("directory.internal");
    let mut settings = (**suite.settings()).clone();
    settings.tls = Some(Tls {
        certificate: kept(folder.path(), "server.pem", &certificate),
        key: kept(folder.path(), "server.key", &key),
        client_authority: Some(kept(folder.path(), "authority.pem", &authority.issuer.pem())),
    });
    let running = serve_with(&SAMPLE, &settings).await;

    let trusting = || {
        let authority = Certificate::from_pem(authority.issuer.pem());
        ClientTlsConfig::new().ca_certificate(authority).domain_name("directory.internal")
    };
    let channel = |tls: ClientTlsConfig| -> Channel {
        let address = format!("https://{}", running.address);
        Endpoint::from_shared(address).unwrap().tls_config(tls).unwrap().connect_lazy()
    };
    let call = async |tls| {
        let bearer = Bearer::of(&suite.token("sam"));
        ask(&mut EventServiceClient::new(bearer.over(channel(tls)))).await
    };
    let (certificate, key) = authority.sign("workflow.internal");
    let known = Identity::from_pem(certificate, key);
    let (certificate, key) = Authority::new().sign("workflow.internal");
    let stranger = Identity::from_pem(certificate, key);

    assert!(call(trusting().identity(known)).await.is_ok());
    assert!(call(trusting().identity(stranger)).await.is_err());
    assert!(call(trusting()).await.is_err());
    running.stop().await;
}

#[tokio::test]
async fn peers_are_called_by_the_name_that_leads_to_them_and_shown_our_certificate() {
    let suite = Suite::start(testkit::database(&[&SAMPLE]).await, &[]).await;
    let (folder, authority) = (tempfile::tempdir().unwrap(), Authority::new());
    let (certificate, key) = authority.sign("localhost");
    let (certificate, key) =
        (kept(folder.path(), "pair.pem", &certificate), kept(folder.path(), "pair.key", &key));
    let trusted = kept(folder.path(), "authority.pem", &authority.issuer.pem());
    let mut settings = (**suite.settings()).clone();
    settings.tls = Some(Tls {
        certificate: certificate.clone(),
        key: key.clone(),
        client_authority: Some(trusted.clone()),
    });
    let directory = serve_with(&SAMPLE, &settings).await;
    settings.peers.insert("directory".into(), format!("localhost:{}", directory.address.port()));
    settings.peer_tls = Some(PeerTls { authority: trusted, certificate: Some(certificate), key: Some(key) });
    let caller = serve_with(&CALLER, &settings).await;

    let way = way_of(&suite.database().url());
    let mut client = EventServiceClient::new(Bearer::of(&suite.token("sam")).over(way));
    // Long enough for the name to have been looked up, and its addresses to have taken its place.
    let begun = std::time::Instant::now();
    while begun.elapsed() < std::time::Duration::from_secs(3) {
        ask(&mut client).await.unwrap();
    }
    caller.stop().await;
    directory.stop().await;
}
