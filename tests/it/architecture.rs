//! The architecture's own rules: who may depend on whom, what a module may import, and the README's table.

use serde_json::Value;
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::council::{SERVICES, keeping};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// Each workspace crate with its folder and the workspace crates that it is built from; with what its tests need too, where
/// that counts.
fn crates(of_tests_too: bool) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo metadata");
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("cargo metadata answers JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: BTreeSet<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    packages
        .iter()
        .map(|package| {
            let manifest = Path::new(package["manifest_path"].as_str().expect("a manifest"));
            let folder = manifest.parent().expect("a folder").strip_prefix(root()).expect("inside");
            let built_from = package["dependencies"]
                .as_array()
                .expect("dependencies")
                .iter()
                .filter(|dependency| of_tests_too || dependency["kind"] != "dev")
                .filter_map(|dependency| dependency["name"].as_str())
                .filter(|name| ours.contains(name))
                .map(str::to_owned)
                .collect();
            let name = package["name"].as_str().expect("a name").to_owned();
            (name, (folder.display().to_string(), built_from))
        })
        .collect()
}

#[test]
fn shared_depends_on_no_service_and_no_service_on_another_not_even_in_tests() {
    let crates = crates(true);
    let is_service = |name: &str| crates[name].0.starts_with("services/");
    for (name, (folder, built_from)) in &crates {
        let may_use_services = name == "permanence" || name == "tests";
        for used in built_from.iter().filter(|used| is_service(used)) {
            assert!(may_use_services, "{folder} depends on the service {used}");
        }
    }
}

#[test]
fn shared_crates_depend_on_each_other_in_one_direction() {
    let order = ["contracts", "calendar", "fault", "eventlog", "identity", "runtime", "testkit"];
    let crates = crates(false);
    for (name, (folder, built_from)) in crates.iter().filter(|(_, (folder, _))| folder.starts_with("shared/"))
    {
        let own = order.iter().position(|it| it == name);
        let own = own.unwrap_or_else(|| panic!("{folder} has no place in the order of shared crates"));
        for used in built_from {
            let place = order.iter().position(|it| it == used).expect("a shared crate");
            assert!(place < own, "{folder} stands below {used}");
        }
    }
}

/// What each layer of a service may not know: of the others, of the wire, of waiting.
const NOT_OF_THE_DOMAIN: [&str; 13] = [
    "sqlx",
    "tonic::",
    "tokio",
    "async fn",
    ".await",
    "crate::store",
    "crate::ops",
    "crate::grpc",
    "crate::jobs",
    "identity::",
    "eventlog::",
    "runtime::",
    "testkit::",
];
const NOT_OF_THE_STORE: [&str; 4] = ["crate::ops", "crate::grpc", "crate::jobs", "tonic::"];
const NOT_OF_THE_OPS: [&str; 2] = ["crate::grpc", "crate::jobs"];

#[track_caller]
fn knows_nothing_of(layer: &str, forbidden: &[&str]) {
    for (file, text) in sources(layer).into_iter().filter(|(file, _)| !is_only_for_tests(file)) {
        for forbidden in forbidden {
            assert!(!code(&text).contains(forbidden), "{} uses {forbidden}", file.display());
        }
    }
}

#[test]
fn the_domain_knows_no_database_no_wire_and_no_waiting() {
    knows_nothing_of("domain", &NOT_OF_THE_DOMAIN);
}

#[test]
fn the_store_knows_nothing_of_those_who_call_it() {
    knows_nothing_of("store", &NOT_OF_THE_STORE);
}

#[test]
fn what_a_command_does_knows_nothing_of_those_who_give_it() {
    knows_nothing_of("ops", &NOT_OF_THE_OPS);
}

#[test]
fn only_fault_makes_a_status() {
    for (file, text) in
        rust_files(&root().join("services")).into_iter().chain(rust_files(&root().join("shared")))
    {
        let inside = file.strip_prefix(root()).expect("inside").to_path_buf();
        let exempt = inside.starts_with("shared/fault") || is_only_for_tests(&file);
        // Every constructor is an associated function in lower case: what only reads a Status is a method.
        let makes_one = code(&text).split("Status::").skip(1).any(|rest| {
            rest.starts_with(|first: char| first.is_ascii_lowercase())
                && !READS_A_STATUS.iter().any(|reads| rest.starts_with(reads))
        });
        assert!(exempt || !makes_one, "{} makes a Status", inside.display());
    }
}

/// What takes a Status, gives one that was received, or turns a fault into one.
const READS_A_STATUS: [&str; 3] = ["code", "message", "from"];

/// The process is data: no step, section, request, next action, field or pick list of it stands in the services.
#[test]
fn rust_knows_no_workstep_by_name() {
    let file = root().join("services/workflow/processes/long-term-fostering.yaml");
    let process = std::fs::read_to_string(file).expect("the process");
    let keys: BTreeSet<String> = process
        .lines()
        .filter_map(|line| line.split_once("key: "))
        .map(|(_, rest)| rest.split([',', '}', ' ']).next().unwrap_or_default().trim_matches('"').to_owned())
        // A key of one word may stand for something else: `agree`, `name`, `C1`.
        .filter(|key| key.contains('_'))
        .collect();
    assert!(keys.len() > 60, "{keys:?}");
    let services = root().join("services");
    // A migration puts right what stood on its day, and is never edited.
    let is_asked = |file: &Path| !file.components().any(|part| part.as_os_str() == "migrations");
    let statements = files_of("sql", &services).into_iter().filter(|(file, _)| is_asked(file)).collect();
    for (file, text) in [files_of("rs", &services), statements].concat() {
        let inside = file.strip_prefix(root()).expect("inside").to_path_buf();
        // The tests of the services; the demonstration, which presses the buttons of this very process; and the panel's
        // service, which hears of no process but reads an export whose columns are called as some fields are.
        let demonstration_or_export = ["services/permanence", "services/panel-agenda"];
        let by_name =
            demonstration_or_export.iter().any(|it| inside.starts_with(it)) || is_only_for_tests(&file);
        for key in keys.iter().filter(|_| !by_name) {
            let said = |quoted: String| code(&text).contains(&quoted);
            assert!(
                !said(format!("\"{key}\"")) && !said(format!("'{key}'")),
                "{} knows {key}",
                inside.display()
            );
        }
    }
}

/// A kind of step or request that the process does not have would never be reminded of, and nobody would notice.
#[test]
fn what_notifications_remind_of_is_in_the_process() {
    let yaml = |file: &str| {
        let text = std::fs::read_to_string(root().join(file)).expect("a file of ours");
        serde_saphyr::from_str::<Value>(&text).expect("YAML")
    };
    let process = yaml("services/workflow/processes/long-term-fostering.yaml");
    let rules = yaml("services/notifications/rules/standard.yaml");
    let keys = |items: &Value| -> BTreeSet<String> {
        let items = items.as_array().into_iter().flatten();
        items.filter_map(|item| item["key"].as_str()).map(str::to_owned).collect()
    };
    let all = |values: &Value| values.as_array().expect("a list").clone();
    let steps = keys(&process["steps"]);
    let requests: BTreeSet<String> =
        all(&process["steps"]).iter().flat_map(|step| keys(&step["requests"])).collect();
    let purposes: BTreeSet<String> =
        all(&process["pick_lists"]).iter().flat_map(|list| keys(&list["choices"])).collect();

    let mut named = 0;
    for reminder in all(&rules["reminders"]) {
        let due = &reminder["due"];
        for (of, known) in
            [(&due["workstep_open"]["of"], &steps), (&due["request_unanswered"]["of"], &requests)]
        {
            for kind in of.as_array().into_iter().flatten().filter_map(Value::as_str) {
                assert!(known.contains(kind), "{}: the process has no {kind}", reminder["key"]);
                named += 1;
            }
        }
    }
    assert!(named >= 3, "the decisions' reminders name what they are of");
    let review = |key: &str| rules["review"][key].as_str().expect("a key");
    assert!(steps.contains(review("workstep")) && purposes.contains(review("purpose")));
}

/// Whether it stands among tests, or the module beside it takes it in for tests alone.
fn is_only_for_tests(file: &Path) -> bool {
    if file.components().any(|part| ["tests", "tests.rs"].iter().any(|it| part.as_os_str() == *it)) {
        return true;
    }
    let module = format!("mod {};", file.file_stem().expect("a name").display());
    let beside = std::fs::read_to_string(file.with_file_name("mod.rs")).unwrap_or_default();
    let mut lines = beside.lines();
    while let Some(line) = lines.next() {
        if line == "#[cfg(test)]" && lines.next().is_some_and(|next| next.ends_with(&module)) {
            return true;
        }
    }
    false
}

/// Each service's role reads its own schema, and nothing in another's.
#[tokio::test]
async fn a_service_cannot_read_the_schema_of_another() {
    let services: Vec<_> = SERVICES.into_iter().filter(|service| service.schema().is_some()).collect();
    let database = testkit::database(&services).await;
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select n.nspname::text, c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = any ($1) and c.relkind in ('r', 'p', 'v')",
    )
    .bind(keeping().collect::<Vec<_>>())
    .fetch_all(&database.admin())
    .await
    .expect("the tables");
    for service in services {
        let pool = database.pool(service.name);
        for (schema, table) in &tables {
            let select = format!("select 1 from {schema}.{table} limit 1");
            let read = sqlx::query(AssertSqlSafe(select)).execute(&pool).await;
            let code =
                read.as_ref().err().and_then(|error| error.as_database_error()).and_then(|it| it.code());
            let expected = (schema != service.name).then_some("42501");
            assert_eq!(code.as_deref(), expected, "{} reads {schema}.{table}", service.name);
        }
    }
}

#[test]
fn the_readme_table_of_services_is_true() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let rows: Vec<Vec<String>> = readme
        .lines()
        .filter(|line| line.starts_with("| `services/"))
        .map(|line| line.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect())
        .map(|cells: Vec<String>| cells[1..cells.len() - 1].to_vec())
        .filter(|cells| cells.len() == 6)
        .collect();
    let crates = crates(false);
    let in_readme: BTreeSet<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let in_tree: BTreeSet<&str> =
        crates.values().map(|it| it.0.as_str()).filter(|it| it.starts_with("services/")).collect();
    assert_eq!(in_readme, in_tree, "folders in the README's table");

    for row in &rows {
        let [folder, name, package, schema, role, health] = row.as_slice() else {
            panic!("six columns: {row:?}")
        };
        assert_eq!(&crates[name].0, folder);
        // The crate is called after what it makes; the service, as the contracts are, after whom it serves.
        let called = if name == "panel-agenda" { "panels" } else { name };
        let Some(service) = SERVICES.iter().find(|service| service.name == called) else {
            // The command serves the others; it has nothing of its own.
            assert_eq!(row[2..], ["–", "–", "–", "–"], "{folder}");
            continue;
        };
        let kept = service.schema();
        let dash = || "–".to_owned();
        assert_eq!(*schema, kept.as_ref().map_or_else(dash, |it| it.name.to_owned()), "{folder}");
        assert_eq!(*role, kept.as_ref().map_or_else(dash, |it| it.role()), "{folder}");
        assert_eq!(*health, service.full_name(), "{folder}");
        assert_eq!(*package, format!("{}.v1", service.full_name()), "{folder}");
        assert!(root().join("proto").join(package.replace('.', "/")).is_dir(), "{package} has contracts");
    }
}

/// The text without its comments and without the unit tests at its end: tests that stand in a file of their own are only
/// named here, and what follows their name is read.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    text.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn code_is_read_to_its_unit_tests_and_not_only_to_the_first_word_about_tests() {
    let text = "#[cfg(test)]\nmod tests;\nuse sqlx; // and why\n#[cfg(test)]\nmod tests {\nuse tokio;\n}\n";
    assert_eq!(code(text), "#[cfg(test)]\nmod tests;\nuse sqlx; ");
}

/// The files of that layer in every service.
fn sources(layer: &str) -> Vec<(PathBuf, String)> {
    let files: Vec<_> = rust_files(&root().join("services"))
        .into_iter()
        .filter(|(file, _)| file.display().to_string().contains(&format!("/src/{layer}/")))
        .collect();
    assert!(!files.is_empty(), "there is a {layer}");
    files
}

fn rust_files(folder: &Path) -> Vec<(PathBuf, String)> {
    files_of("rs", folder)
}

fn files_of(kind: &str, folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files_of(kind, &path));
        } else if path.extension().is_some_and(|extension| extension == kind) {
            let text = std::fs::read_to_string(&path).expect("a source file");
            found.push((path, text));
        }
    }
    found
}
