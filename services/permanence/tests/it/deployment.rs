//! The example settings of deploy/ are what the command takes: it migrates, appoints, serves and stops by them.

use crate::process::{Started, complained, permanence, printed, reachable_folder, root};
use runtime::Settings;
use std::process::Command;
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

fn example() -> String {
    root().join("deploy/permanence.yaml").display().to_string()
}

#[test]
fn the_example_is_accepted_and_leaves_no_service_without_an_address() {
    let settings = Settings::of(
        Some((example().as_ref(), &std::fs::read_to_string(example()).unwrap())),
        Vec::<(String, String)>::new(),
    )
    .unwrap();
    for service in ["directory", "workflow", "requests", "notifications", "panels", "gateway"] {
        assert!(settings.listen.contains_key(service), "listen.{service}");
    }
    for service in ["directory", "workflow", "requests", "notifications", "panels"] {
        assert!(settings.peers.contains_key(service), "peers.{service}");
    }
}

#[test]
fn what_stands_in_the_example_as_a_comment_is_accepted_too() {
    let text = std::fs::read_to_string(example()).unwrap();
    let said: Vec<&str> = text
        .lines()
        .map(|line| line.strip_prefix("# tls:").map_or(line, |_| &line[2..]))
        .map(|line| line.strip_prefix("# peer_tls:").map_or(line, |_| &line[2..]))
        .map(|line| line.strip_prefix("# notifications:").map_or(line, |_| &line[2..]))
        .collect();
    let text = said.join("\n").replace("  # trusted:", "  trusted:").replace("  #   ", "    ");
    let text = text.replace("  # service_token", "  service_token").replace("  # otlp", "  otlp");
    let text = text.replace("  # layout:", "  layout:").replace("  # codes:", "  codes:");
    let text = text
        .replace("  # private_networks:", "  private_networks:")
        .replace("  # authority:", "  authority:");
    let text = text.replace("  # smtp:", "  smtp:").replace("  # notify:", "  notify:");
    let settings = Settings::of(Some((example().as_ref(), &text)), Vec::<(String, String)>::new()).unwrap();
    assert_eq!(settings.tokens.trusted[0].person_claim, "oid");
    assert!(settings.tokens.service_token.is_some() && settings.observe.otlp_endpoint.is_some());
    assert!(settings.tls.is_some() && settings.peer_tls.is_some());
    assert!(settings.notifications.rules.is_some());
    assert!(settings.outside.authority.is_some() && settings.outside.smtp.is_some());
    assert!(settings.outside.notify.is_some() && !settings.outside.private_networks.is_empty());
    assert!(settings.panels.layout.is_some() && settings.panels.codes.is_some());
}

#[test]
fn a_setting_that_nobody_knows_is_refused_by_its_name() {
    let folder = reachable_folder();
    let file = folder.path().join("wrong.yaml");
    std::fs::write(&file, "database:\n  adress: postgres://postgres/permanence\n").unwrap();
    let refused = permanence(&["--config", file.to_str().unwrap(), "migrate"]).output().unwrap();
    assert!(!refused.status.success());
    assert!(complained(&refused).contains("adress"), "{}", complained(&refused));
}

#[tokio::test]
async fn the_command_migrates_appoints_serves_and_stops_by_the_example() {
    let database = testkit::database_of(&[]).await;
    let keys = reachable_folder();
    let port = runtime::postgres::free_port().unwrap();
    let url = sqlx::ConnectOptions::to_url_lossy(&database.admin_options());
    let with_example = |arguments: &[&str]| {
        let mut command = permanence(&["--config", &example()]);
        command
            .args(arguments)
            .env("PERMANENCE__DATABASE__URL", url.as_str())
            .env("PERMANENCE__DATABASE__ADMIN_URL", url.as_str())
            // The roles of all tests' services are those of one Postgres: they share one password.
            .env("PERMANENCE__DATABASE__PASSWORD", "only-for-tests")
            .env("PERMANENCE__TOKENS__ISSUER_KEY", keys.path().join("issuer-key.pem"))
            .env("PERMANENCE__LISTEN__DIRECTORY", format!("127.0.0.1:{port}"))
            .env("PERMANENCE__STOP__NOTICE_MS", "0");
        command
    };

    let too_early = with_example(&["serve", "directory"]).output().unwrap();
    assert!(!too_early.status.success(), "nothing is migrated yet");
    assert!(succeeds(with_example(&["keys"])).contains("\"kty\":\"EC\""));
    assert!(succeeds(with_example(&["migrate"])).contains("directory is up to date"));
    assert!(succeeds(with_example(&["migrate"])).contains("directory is up to date"), "again");
    assert!(
        succeeds(with_example(&["administrator", "ada", "Ada Quinn"])).contains("ada is an administrator")
    );
    assert!(succeeds(with_example(&["administrator", "eve", "Eve"])).contains("nothing to do"));

    let directory = Started::of(with_example(&["serve", "directory"]));
    assert_eq!(becomes_known(port).await, ServingStatus::Serving);
    assert!(directory.stop());
}

fn succeeds(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", complained(&output));
    printed(&output)
}

/// The first thing that the service says about itself.
async fn becomes_known(port: u16) -> ServingStatus {
    let endpoint = Endpoint::from_shared(format!("http://127.0.0.1:{port}")).unwrap();
    let patience = tokio::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        if let Ok(channel) = endpoint.connect().await {
            let mut server = HealthClient::new(channel);
            let request = HealthCheckRequest { service: "permanence.directory".into() };
            return server.check(request).await.unwrap().into_inner().status();
        }
        assert!(tokio::time::Instant::now() < patience, "it does not listen");
        tokio::task::yield_now().await;
    }
}
