//! Which RPCs the contracts have, and which of them are commands.

use prost_reflect::{DescriptorPool, Kind, MessageDescriptor, MethodDescriptor};
use std::sync::OnceLock;

fn contracts() -> &'static DescriptorPool {
    static POOL: OnceLock<DescriptorPool> = OnceLock::new();
    POOL.get_or_init(|| DescriptorPool::decode(contracts::DESCRIPTORS).expect("descriptors"))
}

fn methods() -> impl Iterator<Item = MethodDescriptor> {
    let services = contracts().services().filter(|it| it.package_name().starts_with("permanence."));
    services.flat_map(|service| service.methods().collect::<Vec<_>>())
}

fn full_name(method: &MethodDescriptor) -> String {
    format!("{}/{}", method.parent_service().full_name(), method.name())
}

/// Every RPC of a service of ours, as "permanence.workflow.v1.WorkstepService/SaveWorkstep".
pub(crate) fn rpcs_of(service: &str) -> Vec<String> {
    let own = format!("permanence.{service}.v1");
    let rpcs = methods().filter(|method| method.parent_service().package_name() == own);
    let rpcs: Vec<String> = rpcs.map(|method| full_name(&method)).collect();
    assert!(!rpcs.is_empty(), "{service} has RPCs");
    rpcs
}

/// An RPC by its full name.
pub(crate) fn method(rpc: &str) -> MethodDescriptor {
    methods().find(|method| full_name(method) == rpc).unwrap_or_else(|| panic!("there is no {rpc}"))
}

/// Every RPC whose request carries a `request_id`, as "WorkerService/UpdateWorker"; of a stream of requests, the first.
pub(crate) fn commands() -> Vec<String> {
    methods()
        .filter(|method| is_command(&method.input()))
        .map(|method| format!("{}/{}", method.parent_service().name(), method.name()))
        .collect()
}

/// "permanence.directory.v1.WorkerService/UpdateWorker" of a command that is "WorkerService/UpdateWorker".
pub(crate) fn in_full(command: &str) -> String {
    let mut found =
        methods().map(|method| full_name(&method)).filter(|full| full.ends_with(&format!(".{command}")));
    found.next().unwrap_or_else(|| panic!("there is no {command}"))
}

fn is_command(message: &MessageDescriptor) -> bool {
    let first_arm = message.oneofs().filter(|it| !it.is_synthetic()).find_map(|it| it.fields().next());
    let in_first_arm = first_arm.is_some_and(|arm| match arm.kind() {
        Kind::Message(arm) => begins_with_id(&arm),
        _ => false,
    });
    begins_with_id(message) || in_first_arm
}

/// A message that only says which request it is about is a read.
fn begins_with_id(message: &MessageDescriptor) -> bool {
    message.get_field(1).is_some_and(|first| first.name() == "request_id")
}
