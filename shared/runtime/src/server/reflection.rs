use crate::{Service, StartError};
use prost::Message;
use prost_types::FileDescriptorSet;
use tonic::service::Routes;

/// The contracts, served beside the RPCs in both versions of the protocol: the service's own, and all of them at a door
/// to the others, which keeps nothing itself.
pub(super) fn beside(service: &Service, routes: Routes) -> Result<Routes, StartError> {
    let broken = |error: tonic_reflection::server::Error| StartError::service(service.name, error);
    let names = names(service).map_err(|error| StartError::service(service.name, error))?;
    let builder = || {
        let builder = tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(contracts::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET);
        names.iter().fold(builder, |builder, name| builder.with_service_name(name.as_str()))
    };
    let routes = routes.add_service(builder().build_v1().map_err(broken)?);
    Ok(routes.add_service(builder().build_v1alpha().map_err(broken)?))
}

fn names(service: &Service) -> Result<Vec<String>, prost::DecodeError> {
    let own = format!("{}.", service.full_name());
    let is_door = service.schema().is_none();
    let files = FileDescriptorSet::decode(contracts::DESCRIPTORS)?.file;
    let of_contracts = files.iter().flat_map(|file| {
        file.service.iter().map(move |service| format!("{}.{}", file.package(), service.name()))
    });
    let mut names: Vec<String> = of_contracts.filter(|name| is_door || name.starts_with(&own)).collect();
    names.push("grpc.health.v1.Health".into());
    Ok(names)
}
