//! Which service a path belongs to.

/// The package of a path as `/permanence.workflow.v1.WorkstepService/GetWorkstep`: here `workflow`. Nothing else of the
/// path is looked at: what calls a service has is the service's own business.
pub(crate) fn package_of(path: &str) -> Option<&str> {
    let (service, method) = path.strip_prefix("/permanence.")?.split_once('/')?;
    let (package, service) = service.split_once(".v1.")?;
    let sound = |name: &str| !name.is_empty() && !name.contains(['.', '/']);
    [package, service, method].into_iter().all(sound).then_some(package)
}

#[cfg(test)]
mod tests {
    use super::package_of;

    #[test]
    fn a_path_of_the_contracts_names_its_package() {
        assert_eq!(package_of("/permanence.workflow.v1.CaseService/StartCase"), Some("workflow"));
        assert_eq!(package_of("/permanence.requests.v1.EventService/Subscribe"), Some("requests"));
    }

    #[test]
    fn any_other_path_names_none() {
        for path in [
            "",
            "/",
            "/permanence",
            "/permanence.workflow.v1.CaseService",
            "/permanence.workflow.v1.CaseService/",
            "/permanence.workflow.v1./StartCase",
            "/permanence..v1.CaseService/StartCase",
            "/permanence.workflow.v2.CaseService/StartCase",
            "/permanence.workflow.v1.CaseService/StartCase/more",
            "/permanence.workflow.v1.Case.Service/StartCase",
            "/grpc.health.v1.Health/Check",
            "/impermanence.workflow.v1.CaseService/StartCase",
        ] {
            assert_eq!(package_of(path), None, "{path}");
        }
    }
}
