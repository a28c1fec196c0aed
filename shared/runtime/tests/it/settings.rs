use runtime::settings::{Settings, SettingsError};
use secrecy::ExposeSecret;
use std::path::Path;

fn of(text: &str, environment: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let environment = environment.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    Settings::of(Some((Path::new("permanence.yaml"), text)), environment)
}

fn refusal(text: &str, environment: &[(&str, &str)]) -> String {
    of(text, environment).unwrap_err().to_string()
}

#[test]
fn without_any_the_defaults_stand() {
    let settings = of("", &[]).unwrap();
    assert_eq!(settings.database.connections, 10);
    assert_eq!(settings.stop.limit_ms, 10_000);
    assert_eq!(settings.observe.log, "info");
    assert!(settings.tls.is_none());
}

#[test]
fn the_environment_stands_over_the_file() {
    let file = "database:\n  connections: 20\n  password: from file\npeers:\n  directory: directory:50051\n";
    let environment = [
        ("PERMANENCE__DATABASE__CONNECTIONS", "30"),
        ("PERMANENCE__DATABASE__PASSWORDS__WORKFLOW", "0123"),
        ("PERMANENCE__PEERS__WORKFLOW", "workflow:50051"),
    ];
    let settings = of(file, &environment).unwrap();
    assert_eq!(settings.database.connections, 30);
    assert_eq!(settings.database.password_of("workflow").unwrap().expose_secret(), "0123");
    assert_eq!(settings.database.password_of("requests").unwrap().expose_secret(), "from file");
    assert_eq!(settings.peers["directory"], "directory:50051");
    assert_eq!(settings.peers["workflow"], "workflow:50051");
}

#[test]
fn an_unknown_key_of_the_file_is_refused_with_its_name_and_place() {
    let refused = refusal("database:\n  conections: 20\n", &[]);
    assert!(refused.contains("conections"), "{refused}");
    assert!(refused.contains("permanence.yaml") && refused.contains("line 2"), "{refused}");
}

#[test]
fn an_unknown_variable_is_refused_with_its_name() {
    let refused = refusal("", &[("PERMANENCE__DATABSE__URL", "postgres://host/permanence")]);
    assert!(refused.contains("PERMANENCE__DATABSE__URL"), "{refused}");
    assert!(!refused.contains("postgres://"), "a value may be a secret: {refused}");
}

#[test]
fn a_value_that_its_key_cannot_have_is_refused() {
    let refused = refusal("", &[("PERMANENCE__STOP__LIMIT_MS", "soon")]);
    assert!(refused.contains("PERMANENCE__STOP__LIMIT_MS"), "{refused}");
    assert!(refusal("stop:\n  limit_ms: soon\n", &[]).contains("limit_ms"));
}

#[test]
fn variables_of_others_are_passed_over() {
    of("", &[("PERMANENCE_GATEWAY_PORT", "tcp://10.0.0.1:50051"), ("PATH", "/bin")]).unwrap();
}

#[test]
fn secrets_do_not_show_themselves() {
    let settings = of("database:\n  url: postgres://host/permanence\n  password: swordfish\n", &[]).unwrap();
    let shown = format!("{settings:?}");
    assert!(!shown.contains("swordfish") && !shown.contains("postgres://"), "{shown}");
}

#[test]
fn each_service_logs_in_as_its_own_role_in_its_own_schema() {
    let settings = of("database:\n  url: postgres://db:5433/permanence\n  password: one\n", &[]).unwrap();
    let options = settings.database.options_for("workflow").unwrap();
    assert_eq!(options.get_username(), "permanence_workflow");
    assert_eq!(options.get_database(), Some("permanence"));
    assert_eq!((options.get_host(), options.get_port()), ("db", 5433));
    assert!(options.get_options().unwrap().contains("search_path=workflow"));
}

#[test]
fn trusted_issuers_are_read_and_their_misspelt_keys_refused() {
    let trusted = "tokens:\n  trusted:\n    - issuer: https://login.example/\n      audience: permanence\n      \
                   algorithms: [RS256]\n      keys: /etc/permanence/jwks.json\n      person_claim: oid\n";
    assert_eq!(of(trusted, &[]).unwrap().tokens.trusted[0].person_claim, "oid");
    let refused = refusal(&trusted.replace("person_claim", "person_clam"), &[]);
    assert!(refused.contains("person_clam"), "{refused}");
}
