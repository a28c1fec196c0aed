"""What leaves the suite arrives at other people's software, and holds a reference and a link."""

import uuid

import pytest
from council import PROCESS
from forms import completing, then
from outside import NEVER, soon, verified
from person import new_request_id
from standardwebhooks.webhooks import WebhookVerificationError

from permanence.directory.v1 import worker_service_pb2 as worker_calls
from permanence.notifications.v1 import delivery_pb2 as delivery
from permanence.notifications.v1 import notification_service_pb2 as calls
from permanence.notifications.v1 import notification_service_pb2_grpc
from permanence.workflow.v1 import workstep_service_pb2 as step_calls

JAYDEN = "3549871"
ADDRESS = "social.worker@council.test"


# Nothing of them is in what leaves the suite.
PERSONAL = ["Jayden", "Okoro", JAYDEN, "2011-11-19", "19/11/2011", "Owen", "Hughes", "Whitlock", "SC ", "Review", "Planning"]


@pytest.fixture(scope="module")
def review(council):
    """The first step of Jayden's case, in Ian's hands, once Jayden's social worker has an address."""
    ada = council.person("ada.quinn")
    worker = council.person("owen.hughes").me()
    worker.email = ADDRESS
    ada.workers.UpdateWorker(worker_calls.UpdateWorkerRequest(request_id=new_request_id(), worker=worker), **ada.call)
    return council.ian.opens_case(JAYDEN, PROCESS).workstep


@pytest.fixture
def channels(suite, council):
    """The ways out, as an administrator sees them."""
    return Channels(suite, council.person("ada.quinn"))


class Channels:
    def __init__(self, suite, ada):
        self.ada = ada
        self.door = notification_service_pb2_grpc.NotificationServiceStub(suite.channel)

    def mails(self):
        """The messages by e-mail, newest first."""
        message = calls.ListDeliveriesRequest(channel=delivery.CHANNEL_EMAIL)
        return self.door.ListDeliveries(message, **self.ada.call).deliveries

    def mail(self, delivery_id):
        message = calls.ListDeliveriesRequest(delivery_id=delivery_id)
        return self.door.ListDeliveries(message, **self.ada.call).deliveries[0]

    def ended(self, sent, so_many):
        """The message, once so many attempts have ended."""

        def looked():
            mail = self.mail(sent.delivery_id)
            return mail if len([it for it in mail.attempts if it.HasField("end_time")]) == so_many else None

        return soon(looked, f"{so_many} attempts")


def passes_on(council, subject, step, to):
    person = council.person(subject)
    message = step_calls.ReassignWorkRequest(
        request_id=new_request_id(), worksteps=[step_calls.WorkstepToReassign(workstep_id=step.workstep_id)]
    )
    message.assignee.worker.worker_id = council.person(to).me().worker_id
    person.steps.ReassignWork(message, **person.call)


def passed_on(council, channels, step):
    """Ian passes the step on to Owen, who hears of it by e-mail, and gets it back. Gives the message."""
    before = {it.delivery_id for it in channels.mails()}
    for subject, to in [("ian.whitlock", "owen.hughes"), ("owen.hughes", "ian.whitlock")]:
        passes_on(council, subject, step, to)
    return soon(lambda: [it for it in channels.mails() if it.delivery_id not in before], "a message")[0]


def message_id(sent):
    return f"<{sent.delivery_id}@council.test>"


def said(mail):
    return [(it.status, it.detail) for it in mail.attempts]


def test_a_mail_comes_in_private_from_who_has_signed_in_and_holds_a_reference_and_a_link(suite, council, channels, review):
    sent = channels.ended(passed_on(council, channels, review), 1)
    [letter] = suite.outside.mail.with_id(message_id(sent))
    assert letter.private and letter.signed_in
    assert letter.recipients == [ADDRESS]
    message = letter.message
    assert set(message.keys()) >= {"Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "Content-Type"}
    assert (message["From"], message["To"]) == ("permanence@council.test", ADDRESS)
    assert (message["Auto-Submitted"], message.get_content_type()) == ("auto-generated", "text/plain")
    assert message["Date"].datetime is not None and not message.defects
    assert uuid.UUID(sent.delivery_id) and f"/notifications/{sent.notification_id}" in message.get_content()
    read = "\n".join([*map(str, message.values()), message.get_content()])
    for personal in PERSONAL:
        assert personal not in message.as_string() and personal not in read, personal


def test_what_is_refused_for_now_comes_again_under_the_same_id(suite, council, channels, review):
    suite.outside.mail.answers.extend(["451 4.3.2 Try later", "421 4.3.0 Too busy for Jayden Okoro"])
    mail = channels.ended(passed_on(council, channels, review), 3)
    assert said(mail) == [
        (delivery.DELIVERY_STATUS_TEMPORARY_FAILURE, "SMTP 451"),
        (delivery.DELIVERY_STATUS_TEMPORARY_FAILURE, "SMTP 421"),
        (delivery.DELIVERY_STATUS_DELIVERED, "SMTP 250"),
    ]
    letters = suite.outside.mail.with_id(message_id(mail))
    assert len(letters) == 3
    assert len({letter.message.get_content() for letter in letters}) == 1


def test_what_is_refused_for_good_is_dead_at_once_until_somebody_redelivers_it(suite, council, channels, review):
    suite.outside.mail.answers.append("550 5.1.1 No such mailbox")
    mail = channels.ended(passed_on(council, channels, review), 1)
    assert mail.dead and not mail.HasField("next_attempt_time")
    assert said(mail) == [(delivery.DELIVERY_STATUS_PERMANENT_FAILURE, "SMTP 550")]
    again = calls.RedeliverAllRequest(request_id=new_request_id(), channel=delivery.CHANNEL_EMAIL)
    answer = channels.door.RedeliverAll(again, **channels.ada.call)
    assert (answer.redelivered_count, answer.left_count) == (1, 0)
    mail = channels.ended(mail, 2)
    assert mail.status == delivery.DELIVERY_STATUS_DELIVERED
    assert len(suite.outside.mail.with_id(message_id(mail))) == 2


def test_a_server_that_says_nothing_any_more_is_given_up_and_holds_up_nobody(suite, council, channels, review):
    suite.outside.mail.answers.append(NEVER)
    hangs = passed_on(council, channels, review)
    soon(lambda: suite.outside.mail.with_id(message_id(hangs)), "the letter that is never answered")
    quick = channels.ended(passed_on(council, channels, review), 1)
    assert quick.status == delivery.DELIVERY_STATUS_DELIVERED
    mail = channels.ended(hangs, 2)
    assert said(mail) == [
        (delivery.DELIVERY_STATUS_TECHNICAL_FAILURE, "no answer in time"),
        (delivery.DELIVERY_STATUS_DELIVERED, "SMTP 250"),
    ]
    assert len(suite.outside.mail.with_id(message_id(mail))) == 2, "at least once, under one id"


@pytest.fixture(scope="module")
def told(suite, council, review):
    """A webhook, its message once work has come to Jayden's social worker, and that work."""
    channels = Channels(suite, council.person("ada.quinn"))
    wanted = calls.CreateWebhookRequest(
        request_id=new_request_id(), url=suite.outside.url, kinds=["work_arrived", "work_passed_on"], description="The records system"
    )
    created = channels.door.CreateWebhook(wanted, **channels.ada.call)
    opened = council.ian.starts(review.workstep_id)
    edit = then(completing(council, opened, [1]), opened, "start_permanency_planning")
    [planning] = council.ian.finishes(opened.workstep_id, edit).created
    soon(lambda: suite.outside.calls, "a call")
    asked = calls.ListDeliveriesRequest(
        webhook_id=created.webhook.webhook_id, status=delivery.DELIVERY_STATUS_DELIVERED
    )
    delivered = soon(lambda: channels.door.ListDeliveries(asked, **channels.ada.call).deliveries, "it is delivered")
    return created, delivered[-1], planning


def test_a_webhook_is_verified_by_the_library_of_standard_webhooks(suite, told):
    created, sent, _ = told
    secret = created.secret
    call = suite.outside.calls[0]
    event = verified(secret, call)
    assert call[0]["webhook-id"] == sent.delivery_id
    assert event["data"]["reference"] == sent.notification_id
    assert event["data"]["link"].endswith(f"/notifications/{sent.notification_id}")
    with pytest.raises(WebhookVerificationError):
        verified("whsec_" + "A" * 43 + "=", call)
    tampered = (call[0], call[1].replace(b"work_arrived", b"work_vanished"))
    with pytest.raises(WebhookVerificationError):
        verified(secret, tampered)
    for personal in PERSONAL:
        assert personal.encode() not in call[1], personal


def test_while_secrets_overlap_a_message_is_verified_by_each_of_them(suite, council, channels, told):
    created, _, planning = told
    before = list(suite.outside.calls)
    rotation = calls.RotateWebhookSecretRequest(
        request_id=new_request_id(),
        webhook_id=created.webhook.webhook_id,
        etag=created.webhook.etag,
        overlap_minutes=60,
    )
    rotated = channels.door.RotateWebhookSecret(rotation, **channels.ada.call)
    assert rotated.secret != created.secret
    passes_on(council, "owen.hughes", planning, "priya.nair")
    call = soon(lambda: suite.outside.calls[len(before) :], "a call")[-1]
    for secret in (created.secret, rotated.secret):
        assert verified(secret, call)["data"]["reference"]
    with pytest.raises(WebhookVerificationError):
        verified(rotated.secret, before[-1])
