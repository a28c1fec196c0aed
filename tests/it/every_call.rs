//! Every RPC of the contracts asks the policies, and asks them under its own name: at each service's own port a stranger is
//! WORKER_UNKNOWN, and a worker without a role NOT_PERMITTED, whatever they call. A new RPC is called here by itself, with a
//! message made from its contract.

use crate::raw;
use crate::rpcs::{method, rpcs_of};
use fault::Reason;
use prost_reflect::prost::Message;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};
use tests::council::{Council, SERVICES};
use tests::person::{Person, new_request_id};
use tonic::Status;

/// Which calls are a service's own: no person is admitted, known or not, because who calls proves to be a service.
const OF_SERVICES: [&str; 2] = ["EventService/", "CopyService/"];
/// What one message may not hold beside the rest of it.
const LEFT_OUT: [(&str, &[&str]); 11] = [
    ("ChildService/RegisterChild", &["child.etag"]),
    ("CaseService/AddCaseNote", &["written_by_worker_id"]),
    ("ProcessService/RenderProcess", &["process_id", "version"]),
    ("NotificationService/MarkRead", &["up_to_id"]),
    (
        "NotificationService/UpdatePreferences",
        &["preferences.choices", "preferences.quiet_hours", "preferences.daily_digest"],
    ),
    ("NotificationService/RedeliverAll", &["failed_before_time"]),
    ("CareDataService/RecordLegalDetermination", &["review_on"]),
    ("PanelService/DrawAgenda", &["rules_yaml", "agenda_id", "fresh_only"]),
    ("PanelService/GetAgenda", &["filter"]),
    ("PanelService/RemoveAgendaItem", &["review_on"]),
    ("TrackerService/RecordDiscussion", &["none_needed_because"]),
];
/// What every worker may, whatever their role.
const OF_EVERYBODY: &str = "permanence.directory.v1.WorkerService/GetMe";
/// Nothing that a message holds here lies deeper.
const DEEPEST: usize = 5;

/// A well-formed message to that RPC, about nothing that there is.
fn sound(rpc: &str) -> DynamicMessage {
    let mut message = filled(&method(rpc).input(), 0);
    let left_out = LEFT_OUT.iter().filter(|(of, _)| rpc.ends_with(&format!(".{of}")));
    for path in left_out.flat_map(|(_, paths)| *paths) {
        leave_out(&mut message, path);
    }
    message
}

fn leave_out(message: &mut DynamicMessage, path: &str) {
    match path.split_once('.') {
        None => message.clear_field_by_name(path),
        Some((outer, inner)) => match message.get_field_by_name_mut(outer) {
            Some(Value::Message(message)) => leave_out(message, inner),
            _ => panic!("{path} is no field"),
        },
    }
}

/// A message whose every field is filled with something of its kind.
fn filled(message: &MessageDescriptor, depth: usize) -> DynamicMessage {
    let mut filled = DynamicMessage::new(message.clone());
    for field in message.fields().filter(|field| is_first_arm(field) && !field.is_map()) {
        let Some(value) = something_for(&field, depth) else { continue };
        let value = if field.is_list() { Value::List(vec![value]) } else { value };
        filled.set_field(&field, value);
    }
    filled
}

fn is_first_arm(field: &FieldDescriptor) -> bool {
    field.containing_oneof().is_none_or(|of| of.fields().next().is_some_and(|first| first == *field))
}

fn something_for(field: &FieldDescriptor, depth: usize) -> Option<Value> {
    Some(match field.kind() {
        Kind::String => Value::String(text_for(field.name())),
        Kind::Bytes => Value::Bytes("x".into()),
        Kind::Bool => Value::Bool(false),
        Kind::Int32 => Value::I32(1),
        Kind::Int64 => Value::I64(1),
        Kind::Enum(of) => Value::EnumNumber(of.values().nth(1)?.number()),
        Kind::Message(of) if depth < DEEPEST => Value::Message(filled(&of, depth + 1)),
        _ => return None,
    })
}

fn text_for(name: &str) -> String {
    match name {
        "child_id" | "child_ids" => "3549999".into(),
        "source_key" | "page_token" | "cursor" => String::new(),
        "etag" => "1".into(),
        "email" => "somebody@example.org".into(),
        "phone" => "+441632960001".into(),
        "url" => "https://example.org/hook".into(),
        "cohort" => "section_20".into(),
        "anchor" | "as_of" | "from" | "until" | "valid_from" | "date_of_birth" => "2026-01-15".into(),
        id if id == "id" || id.ends_with("_id") || id.ends_with("_ids") => new_request_id(),
        day if day.ends_with("_from") || day.ends_with("_to") => "2026-01-15".into(),
        day if day.ends_with("_on") || day.ends_with("_day") || day.ends_with("_date") => "2026-01-15".into(),
        _ => "something".into(),
    }
}

async fn refused(by: &Person, rpc: &str, at: &tonic::transport::Channel) -> Result<(), Status> {
    raw::send(at.clone().into(), by.ask(()), rpc, &[sound(rpc).encode_to_vec()]).await.map(drop)
}

/// What is wrong with an answer that should have been a refusal by that reason.
fn otherwise(answer: Result<(), Status>, reasons: &[Reason], rpc: &str, who: &str) -> Option<String> {
    let Err(refused) = answer else { return Some(format!("{rpc} admits {who}")) };
    let reason = fault::reason_of(&refused).filter(|reason| reasons.contains(reason));
    let Some(reason) = reason else {
        return Some(format!("{rpc} to {who}: none of {reasons:?}, but {refused:?}"));
    };
    // A view is composed of calls that are each asked for.
    let composed = rpc.starts_with("permanence.gateway.");
    let asked = fault::metadata_of(&refused).get("rpc").cloned();
    let by_name = composed || reason != Reason::NotPermitted || asked.as_deref() == Some(rpc);
    (!by_name).then(|| format!("{rpc} asks the policies of {asked:?}"))
}

#[tokio::test]
async fn every_rpc_asks_the_policies_at_each_services_own_port() {
    let council = Council::with_two_replicas().await;
    let stranger = council.support.with_token(&council.token_of("nobody-we-know"));
    council.gives_roles(&council.support, &[]).await;
    council.all_is_heard().await;
    let nobody = &council.support;
    let before = council.rows_of_everything().await;
    let mut wrong = Vec::new();
    for service in SERVICES.map(|service| service.name) {
        for rpc in rpcs_of(service) {
            let of_services = OF_SERVICES.iter().any(|own| rpc.contains(&format!(".{own}")));
            // Whoever is no service may learn that first.
            let unknown: &[Reason] = if of_services {
                &[Reason::NotPermitted, Reason::WorkerUnknown]
            } else {
                &[Reason::WorkerUnknown]
            };
            for port in council.own_ports(service) {
                wrong.extend(otherwise(refused(&stranger, &rpc, &port).await, unknown, &rpc, "a stranger"));
                let answer = refused(nobody, &rpc, &port).await;
                if rpc == OF_EVERYBODY {
                    wrong.extend(answer.err().map(|refused| format!("{rpc}: {refused:?}")));
                } else {
                    wrong.extend(otherwise(answer, &[Reason::NotPermitted], &rpc, "a worker without a role"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of them: {wrong:#?}", wrong.len());
    assert_eq!(council.rows_of_everything().await, before, "what no policy permits leaves nothing");
}

/// The calls of services among themselves, which no person is admitted to, admit a service.
#[tokio::test]
async fn what_services_call_among_themselves_admits_a_service() {
    let council = Council::with_two_replicas().await;
    let service = council.support.with_token(&council.suite.service_token("workflow"));
    for of in SERVICES.map(|service| service.name) {
        let calls = rpcs_of(of).into_iter().filter(|rpc| rpc.ends_with(".EventService/GetPosition"));
        for rpc in calls {
            for port in council.own_ports(of) {
                refused(&service, &rpc, &port).await.unwrap_or_else(|refused| panic!("{rpc}: {refused:?}"));
            }
        }
    }
}
