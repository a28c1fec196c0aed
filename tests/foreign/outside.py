"""What lies outside the suite: a mail server, and another system of the council that is called with webhooks. Both are
other people's software: aiosmtpd, and Python's own HTTP server with the verifier of Standard Webhooks."""

import asyncio
import collections
import email
import email.policy
import http.server
import os
import socket
import ssl
import tempfile
import threading
import time

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from standardwebhooks.webhooks import Webhook

PATIENCE = 30.0
USER, PASSWORD = "permanence", "a-password-agreed-upon"
# An answer that never comes: longer than whoever sends waits.
NEVER = 60

# A letter as it came in: to whom, as Python's email package reads it, whether the line was private, whether somebody had
# signed in, and what it was answered with.
Letter = collections.namedtuple("Letter", "recipients message private signed_in answer")


class MailServer:
    """aiosmtpd, which takes nothing but what is said in private by who has signed in. The next letters are answered with
    what `answers` holds, an answer that never comes included; all others are taken."""

    def __init__(self, folder):
        self.letters = []
        self.answers = collections.deque()
        authority = trustme.CA()
        self.authority = os.path.join(folder, "authority.pem")
        authority.cert_pem.write_to_path(self.authority)
        private = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost").configure_cert(private)
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=free_port(),
            tls_context=private,
            require_starttls=True,
            authenticator=signs_in,
            auth_required=True,
        )
        self._controller.start()

    @property
    def port(self):
        return self._controller.port

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.popleft() if self.answers else "250 taken"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter = Letter(envelope.rcpt_tos, message, session.ssl is not None, session.authenticated, answer)
        self.letters.append(letter)
        if answer is NEVER:
            await asyncio.sleep(NEVER)
            return "451 too late"
        return answer

    def with_id(self, message_id):
        """Those that came under this Message-ID, in their order."""
        return [letter for letter in self.letters if letter.message["Message-ID"] == message_id]

    def close(self):
        self._controller.stop()


def signs_in(server, session, envelope, mechanism, data):
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


class Outside:
    def __init__(self):
        self.calls = []
        self._folder = tempfile.TemporaryDirectory(prefix="permanence-outside-")
        # The suite may run as somebody else.
        os.chmod(self._folder.name, 0o755)
        self.mail = MailServer(self._folder.name)
        outside = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                outside.calls.append((dict(self.headers), body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._http.server_port}/in"

    @property
    def settings(self):
        """What the suite has to know to reach them."""
        return {
            "PERMANENCE__OUTSIDE__PRIVATE_NETWORKS": "127.0.0.0/8",
            "PERMANENCE__OUTSIDE__AUTHORITY": self.mail.authority,
            "PERMANENCE__OUTSIDE__FIRST_PAUSE_MS": "200",
            # A mail may take six times as long.
            "PERMANENCE__OUTSIDE__TIMEOUT_MS": "1000",
            "PERMANENCE__OUTSIDE__SMTP__HOST": "localhost",
            "PERMANENCE__OUTSIDE__SMTP__PORT": str(self.mail.port),
            "PERMANENCE__OUTSIDE__SMTP__SECURITY": "starttls",
            "PERMANENCE__OUTSIDE__SMTP__USER": USER,
            "PERMANENCE__OUTSIDE__SMTP__PASSWORD": PASSWORD,
            "PERMANENCE__OUTSIDE__SMTP__FROM": "permanence@council.test",
        }

    def close(self):
        self.mail.close()
        self._http.shutdown()
        self._folder.cleanup()


def free_port():
    """aiosmtpd takes a number, and none for any."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def soon(condition, what):
    """What the condition gives, as soon as it is anything."""
    patience = time.monotonic() + PATIENCE
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < patience, f"waited in vain: {what}"
        time.sleep(0.02)


def verified(secret, call):
    """The message of a call, if its signature is one of this secret and it is no more than five minutes old."""
    headers, body = call
    return Webhook(secret).verify(body, {name.lower(): value for name, value in headers.items()})
