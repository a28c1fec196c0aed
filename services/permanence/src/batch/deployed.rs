//! The jobs of deploy/ say what this command understands, at the hour that people expect.

use super::commands::{AgendaCommand, ExtractCommand};
use crate::command::{Command, What};
use clap::Parser;
use runtime::Settings;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn deployed(name: &str) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../deploy").join(name);
    std::fs::read_to_string(file).unwrap()
}

fn cron_job() -> Value {
    let text = deployed("cronjob.yaml");
    let documents = text.split("\n---\n").map(|text| serde_saphyr::from_str(text).unwrap());
    documents.into_iter().find(|document: &Value| document["kind"] == "CronJob").unwrap()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    image: String,
    args: Vec<String>,
    env: Vec<Variable>,
    volume_mounts: Vec<Mount>,
}

#[derive(Deserialize)]
struct Variable {
    name: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mount {
    name: String,
    mount_path: String,
}

fn containers(pod: &Value) -> Vec<Container> {
    let of = |key: &str| serde_json::from_value::<Vec<Container>>(pod[key].clone()).unwrap();
    [of("initContainers"), of("containers")].into_iter().flatten().collect()
}

fn understood(words: &[&str]) -> What {
    let words = std::iter::once("permanence").chain(words.iter().copied());
    Command::try_parse_from(words).unwrap_or_else(|wrong| panic!("{wrong}")).what
}

fn expect_the_morning(hand_in: What, draw: What) {
    let What::Extract { what: ExtractCommand::Import(import), .. } = hand_in else { panic!("{hand_in:?}") };
    assert!(import.as_of.is_none() && import.wait > 0, "today's, and read before the agenda is drawn");
    assert!(import.or_nothing, "a file of an earlier day keeps no agenda from being drawn");
    let What::Agenda { what: AgendaCommand::Draw(draw), .. } = draw else { panic!("{draw:?}") };
    assert!(draw.due && draw.or_nothing && !draw.again, "the same agenda as often as it is asked for");
}

#[test]
fn the_cron_job_hands_the_export_in_and_draws_at_six_in_london() {
    let job = cron_job();
    let spec = &job["spec"];
    assert_eq!((&spec["schedule"], &spec["timeZone"]), (&"0 6 * * 1-5".into(), &"Europe/London".into()));
    assert_eq!(spec["concurrencyPolicy"], "Forbid");
    let pod = &spec["jobTemplate"]["spec"]["template"]["spec"];
    let [hand_in, draw] = containers(pod).try_into().unwrap_or_else(|_| panic!("two containers"));
    let words = |container: &Container| {
        assert_eq!(container.image, "permanence");
        understood(&container.args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    expect_the_morning(words(&hand_in), words(&draw));
}

#[test]
fn the_cron_job_tries_again_only_what_may_go_right_by_itself() {
    let spec = &cron_job()["spec"]["jobTemplate"]["spec"];
    assert_eq!(
        spec["template"]["spec"]["restartPolicy"], "Never",
        "else the policy on failures is not looked at"
    );
    let [rule] = &spec["podFailurePolicy"]["rules"].as_array().unwrap()[..] else { panic!("one rule") };
    assert_eq!((&rule["action"], &rule["onExitCodes"]["operator"]), (&"FailJob".into(), &"In".into()));
    let given_up: Vec<u8> = serde_json::from_value(rule["onExitCodes"]["values"].clone()).unwrap();
    let codes =
        super::EXIT_CODES.lines().filter_map(|line| line.trim().split("  ").next()?.parse::<u8>().ok());
    let by_itself = [0, 3, 6];
    assert_eq!(given_up, codes.filter(|code| !by_itself.contains(code)).collect::<Vec<_>>());
}

#[test]
fn the_cron_job_tries_again_until_eleven() {
    // Kubernetes waits for ten seconds, then twice as long each time, and six minutes at most.
    let spec = &cron_job()["spec"]["jobTemplate"]["spec"];
    let tries = u32::try_from(spec["backoffLimit"].as_u64().unwrap()).unwrap();
    let waited: u64 = (0..tries).map(|tried| 10_u64.saturating_mul(1 << tried.min(10)).min(360)).sum();
    let until_eleven = spec["activeDeadlineSeconds"].as_u64().unwrap();
    assert_eq!(until_eleven, 5 * 60 * 60);
    assert!(waited >= until_eleven, "{waited} seconds");
}

#[test]
fn what_the_containers_are_told_is_known_and_what_they_mount_is_there() {
    let job = cron_job();
    let pod = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"];
    let volumes: Vec<&str> =
        pod["volumes"].as_array().unwrap().iter().filter_map(|it| it["name"].as_str()).collect();
    for container in containers(pod) {
        expect_known(container.env.iter().map(|it| (it.name.clone(), it.value.clone())).collect());
        let mounted =
            |path: &str| container.volume_mounts.iter().any(|it| Path::new(path).starts_with(&it.mount_path));
        let paths = container.env.iter().map(|it| &it.value).chain(&container.args);
        for path in paths.filter(|it| it.starts_with('/')) {
            assert!(mounted(path), "{path} is not mounted");
        }
        assert!(container.volume_mounts.iter().all(|mount| volumes.contains(&&*mount.name)));
    }
}

/// Settings are accepted; the others are those that the command line reads.
fn expect_known(variables: BTreeMap<String, String>) {
    let (settings, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        variables.into_iter().partition(|(name, _)| name.starts_with("PERMANENCE__"));
    let settings = Settings::of(None, settings).unwrap();
    assert!(settings.peer_tls.is_some(), "the gateway is called by TLS");
    let read: Vec<&str> =
        others.keys().map(String::as_str).filter(|it| it.starts_with("PERMANENCE")).collect();
    assert_eq!(read, ["PERMANENCE_GATEWAY", "PERMANENCE_TOKEN_FILE"]);
}

#[test]
fn the_crontab_does_the_same_from_the_same_hour_on() {
    let text = deployed("crontab");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let (job, variables) = lines.split_last().unwrap();
    let variables: BTreeMap<String, String> = variables
        .iter()
        .map(|line| line.split_once('=').map(|(name, value)| (name.into(), value.into())).unwrap())
        .collect();
    assert_eq!(variables["CRON_TZ"], "Europe/London");
    expect_known(variables);
    let fields: Vec<&str> = job.split(' ').collect();
    assert_eq!(fields[..6], ["0", "6-11", "*", "*", "1-5", "permanence"], "the hours, and who");
    let commands: Vec<&[&str]> = fields[6..].split(|word| *word == "&&").collect();
    let [["permanence", hand_in @ ..], ["permanence", draw @ ..]] = commands[..] else {
        panic!("{commands:?}")
    };
    expect_the_morning(understood(hand_in), understood(draw));
}
