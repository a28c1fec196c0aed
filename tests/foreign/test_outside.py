"""What leaves the suite arrives at other people's software, and holds a reference and a link."""

import uuid

import pytest
from council import PROCESS
from forms import completing, then
from outside import soon, verified
from person import new_request_id
from standardwebhooks.webhooks import WebhookVerificationError

from permanence.directory.v1 import worker_service_pb2 as worker_calls
from permanence.notifications.v1 import delivery_pb2 as delivery
from permanence.notifications.v1 import notification_service_pb2 as calls
from permanence.notifications.v1 import notification_service_pb2_grpc

JAYDEN = "3549871"
ADDRESS = "social.worker@council.test"


@pytest.fixture(scope="module")
def told(suite, council):
    """A webhook's secret, once work has come to Jayden's social worker, who has an address."""
    ada = council.person("ada.quinn")
    door = notification_service_pb2_grpc.NotificationServiceStub(suite.channel)
    worker = council.person("owen.hughes").me()
    worker.email = ADDRESS
    message = worker_calls.UpdateWorkerRequest(request_id=new_request_id(), worker=worker)
    ada.workers.UpdateWorker(message, **ada.call)
    wanted = calls.CreateWebhookRequest(
        request_id=new_request_id(), url=suite.outside.url, kinds=["work_arrived"], description="The records system"
    )
    created = door.CreateWebhook(wanted, **ada.call)

    step = council.ian.opens_case(JAYDEN, PROCESS).workstep
    review = council.ian.starts(step.workstep_id)
    council.ian.finishes(review.workstep_id, then(completing(council, review, [1]), review, "start_permanency_planning"))
    soon(lambda: suite.outside.calls and suite.outside.letters, "a call and a letter")
    deliveries = soon(
        lambda: [
            it
            for it in door.ListDeliveries(calls.ListDeliveriesRequest(), **ada.call).deliveries
            if it.status == delivery.DELIVERY_STATUS_DELIVERED
        ][1:]
        and door.ListDeliveries(calls.ListDeliveriesRequest(), **ada.call).deliveries,
        "both are delivered",
    )
    return created.secret, {it.channel: it for it in deliveries}


def test_a_webhook_is_verified_by_the_library_of_standard_webhooks(suite, told):
    secret, deliveries = told
    call = suite.outside.calls[0]
    event = verified(secret, call)
    sent = deliveries[delivery.CHANNEL_WEBHOOK]
    assert call[0]["webhook-id"] == sent.delivery_id
    assert event["data"]["reference"] == sent.notification_id
    assert event["data"]["link"].endswith(f"/notifications/{sent.notification_id}")
    with pytest.raises(WebhookVerificationError):
        verified("whsec_" + "A" * 43 + "=", call)
    tampered = (call[0], call[1].replace(b"work_arrived", b"work_vanished"))
    with pytest.raises(WebhookVerificationError):
        verified(secret, tampered)
    for personal in [b"Jayden", b"Okoro", JAYDEN.encode(), b"Owen"]:
        assert personal not in call[1]


def test_a_mail_is_taken_by_a_mail_server_of_others(suite, told):
    _, deliveries = told
    sent = deliveries[delivery.CHANNEL_EMAIL]
    recipients, letter = suite.outside.letters[0]
    assert recipients == [ADDRESS]
    assert letter["Message-ID"] == f"<{sent.delivery_id}@council.test>"
    assert uuid.UUID(sent.delivery_id)
    text = letter.get_content()
    assert f"/notifications/{sent.notification_id}" in text
    for personal in ["Jayden", "Okoro", JAYDEN, "Owen"]:
        assert personal not in text and personal not in letter["Subject"]
