"""A client without our protos can still find out what there is."""

from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase


def test_every_service_of_every_package_is_reflected_with_its_messages(suite):
    reflected = ProtoReflectionDescriptorDatabase(suite.channel)
    services = set(reflected.get_services())
    assert {
        "grpc.health.v1.Health",
        "permanence.directory.v1.ChildService",
        "permanence.directory.v1.WorkerService",
        "permanence.gateway.v1.WorkViewService",
        "permanence.notifications.v1.NotificationService",
        "permanence.panels.v1.CareDataService",
        "permanence.panels.v1.PanelService",
        "permanence.panels.v1.TrackerService",
        "permanence.requests.v1.RequestService",
        "permanence.workflow.v1.CaseService",
        "permanence.workflow.v1.ProcessService",
        "permanence.workflow.v1.WorkstepService",
    } <= services
    pool = DescriptorPool(reflected)
    for name in sorted(services):
        for method in pool.FindServiceByName(name).methods:
            assert method.input_type.full_name and method.output_type.full_name


def test_health_tells_each_service_by_its_own_name(suite):
    check = suite.channel.unary_unary("/grpc.health.v1.Health/Check")
    services = ["gateway", "directory", "workflow", "requests", "notifications", "panels"]
    for name in ["", *(f"permanence.{service}" for service in services)]:
        asked = bytes([0x0A, len(name)]) + name.encode() if name else b""
        assert check(asked, timeout=20) == b"\x08\x01", f"{name or 'the suite'} is SERVING"
