"""What lies outside the suite: a mail server, and another system of the council that is called with webhooks. Both are
other people's software: aiosmtpd, and Python's own HTTP server with the verifier of Standard Webhooks."""

import email
import email.policy
import http.server
import socket
import threading
import time

from aiosmtpd.controller import Controller
from standardwebhooks.webhooks import Webhook

PATIENCE = 15.0


class Outside:
    def __init__(self):
        self.letters = []
        self.calls = []
        self._mail = Controller(self, hostname="127.0.0.1", port=free_port())
        self._mail.start()
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

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 taken"

    @property
    def settings(self):
        """What the suite has to know to reach them."""
        return {
            "PERMANENCE__OUTSIDE__PRIVATE_NETWORKS": "127.0.0.0/8",
            "PERMANENCE__OUTSIDE__SMTP__HOST": "127.0.0.1",
            "PERMANENCE__OUTSIDE__SMTP__PORT": str(self._mail.port),
            "PERMANENCE__OUTSIDE__SMTP__SECURITY": "none",
            "PERMANENCE__OUTSIDE__SMTP__FROM": "permanence@council.test",
        }

    def close(self):
        self._mail.stop()
        self._http.shutdown()


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
