use super::when_asked::WhenAsked;
use crate::Service;
use fault::BoxError;
use prost::Message;
use prost_types::FileDescriptorSet;
use tonic::service::Routes;
use tonic_reflection::server::Builder;

/// The contracts, served beside the RPCs in both versions of the protocol: the service's own, and all of them at a door
/// to the others, which keeps nothing itself. They are read when they are first asked for: that takes a good part of a
/// start, and some MiB.
pub(super) fn beside(service: &Service, routes: Routes) -> Routes {
    let served = Served { package: format!("{}.", service.full_name()), is_door: service.schema().is_none() };
    let also_served = served.clone();
    let v1 = WhenAsked::new(move || Ok(served.builder()?.build_v1()?));
    let v1alpha = WhenAsked::new(move || Ok(also_served.builder()?.build_v1alpha()?));
    routes.add_service(v1).add_service(v1alpha)
}

/// Whose contracts are shown.
#[derive(Clone)]
struct Served {
    package: String,
    is_door: bool,
}

impl Served {
    fn builder(&self) -> Result<Builder<'static>, BoxError> {
        let files = FileDescriptorSet::decode(contracts::DESCRIPTORS)?.file;
        let names = files.iter().flat_map(|file| {
            file.service.iter().map(move |service| format!("{}.{}", file.package(), service.name()))
        });
        let shown = names.filter(|name| self.is_door || name.starts_with(&self.package));
        let builder = Builder::configure()
            .register_encoded_file_descriptor_set(contracts::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .with_service_name("grpc.health.v1.Health");
        Ok(shown.fold(builder, Builder::with_service_name))
    }
}
