//! deploy/compose.yaml: read as compose reads it, and held against the command and the example settings.

use crate::process::{permanence, root};
use runtime::Settings;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Compose {
    services: BTreeMap<String, Part>,
    volumes: BTreeMap<String, Option<BTreeMap<String, String>>>,
}

#[derive(Deserialize)]
struct Part {
    image: String,
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    volumes: Vec<String>,
    #[serde(default)]
    depends_on: BTreeMap<String, Condition>,
    #[serde(default)]
    ports: Vec<String>,
    #[serde(default)]
    profiles: Vec<String>,
    healthcheck: Option<HealthCheck>,
}

#[derive(Deserialize)]
struct HealthCheck {
    test: Vec<String>,
}

#[derive(Deserialize)]
struct Condition {
    condition: String,
}

fn compose() -> Compose {
    let text = std::fs::read_to_string(root().join("deploy/compose.yaml")).unwrap();
    serde_saphyr::from_str(&with_secrets(&text)).unwrap()
}

/// Puts something in place of each `${NAME:?what it is}`.
fn with_secrets(text: &str) -> String {
    let mut parts = text.split("${");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + "secret" + part.split_once('}').unwrap().1)
}

fn of_ours(compose: &Compose) -> impl Iterator<Item = (&String, &Part)> {
    compose.services.iter().filter(|(_, part)| part.image == "permanence")
}

#[test]
fn every_service_of_the_suite_runs_apart_beside_one_postgres() {
    let compose = compose();
    for service in ["directory", "workflow", "requests", "notifications", "panels", "gateway"] {
        assert_eq!(compose.services[service].command, ["serve", service]);
    }
    assert!(compose.services["postgres"].image.starts_with("postgres:"));
    assert_eq!(compose.services["gateway"].ports, ["50051:50051"]);
    let open = compose.services.iter().filter(|(_, part)| !part.ports.is_empty());
    assert_eq!(open.count(), 1, "only the gateway is open to the outside");
}

#[test]
fn services_start_once_the_keys_are_made_and_the_database_is_migrated() {
    let compose = compose();
    for (name, part) in of_ours(&compose).filter(|(_, part)| part.command[0] == "serve") {
        for job in ["keys", "migrate"] {
            assert_eq!(part.depends_on[job].condition, "service_completed_successfully", "{name}");
        }
    }
    assert_eq!(compose.services["migrate"].depends_on["postgres"].condition, "service_healthy");
    let healthy = compose.services["postgres"].healthcheck.as_ref().unwrap();
    assert!(
        healthy.test.contains(&"--host=127.0.0.1".to_owned()),
        "the server of the first start has no TCP"
    );
    let by_hand = compose.services.iter().filter(|(_, part)| !part.profiles.is_empty());
    assert_eq!(by_hand.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["operator"]);
}

#[test]
fn the_command_understands_what_each_container_is_told() {
    let compose = compose();
    for (name, part) in of_ours(&compose) {
        let mut command = permanence(&[]);
        let understood = command.args(&part.command).arg("--help").output().unwrap();
        assert!(understood.status.success(), "{name}: permanence {}", part.command.join(" "));
    }
}

#[test]
fn the_settings_of_each_container_are_accepted_and_lead_to_containers() {
    let compose = compose();
    let example = root().join("deploy/permanence.yaml");
    let text = std::fs::read_to_string(&example).unwrap();
    for (name, part) in of_ours(&compose) {
        assert!(
            part.volumes.iter().any(|volume| volume == "./permanence.yaml:/etc/permanence.yaml:ro"),
            "{name}"
        );
        assert_eq!(part.environment["PERMANENCE_CONFIG"], "/etc/permanence.yaml", "{name}");
        let settings = Settings::of(Some((&example, &text)), part.environment.clone()).unwrap();
        let database = settings.database.options_for("workflow").unwrap();
        assert!(compose.services.contains_key(database.get_host()), "{name}: {}", database.get_host());
        for peer in settings.peers.values() {
            let (host, port) = peer.split_once(':').unwrap();
            assert!(compose.services.contains_key(host), "{name}: nobody is called {host}");
            assert!(settings.listen[host].ends_with(port), "{name}: {host} does not listen on {port}");
        }
    }
    let migrate = &compose.services["migrate"].environment;
    let settings = Settings::of(Some((&example, &text)), migrate.clone()).unwrap();
    assert_eq!(settings.database.admin_options().unwrap().get_host(), "postgres");
}

#[test]
fn every_volume_that_is_mounted_is_there() {
    let compose = compose();
    for (name, part) in &compose.services {
        for source in part.volumes.iter().filter_map(|volume| volume.split(':').next()) {
            let in_folder = root().join("deploy").join(source).exists() && source.starts_with('.');
            assert!(in_folder || compose.volumes.contains_key(source), "{name}: {source}");
        }
    }
}
