"""The suite as a newcomer starts it: `permanence up --fresh`, on a free port, with a data folder of its own and two
replicas of each service."""

import os
import re
import subprocess
import tempfile
import threading

import grpc
from outside import Outside

COMMAND = os.environ["PERMANENCE"]
STARTED_WITHIN = 120


class Suite:
    """A running suite. Ends, with its Postgres, when it is closed."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="permanence-foreign-")
        os.chmod(self._folder.name, 0o711)
        self._data = os.path.join(self._folder.name, "data")
        self._lines = []
        self.outside = Outside()
        self._process = subprocess.Popen(
            [COMMAND, "up", "--fresh", "--replicas", "2", "--listen", "127.0.0.1:0", "--data", self._data],
            # Whatever DATABASE_URL names is somebody's, and --fresh would empty it.
            env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | self.outside.settings,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._address = None
        self._ready = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        if not self._ready.wait(STARTED_WITHIN) or not self._address:
            self.close()
            raise RuntimeError("permanence up did not print an address:\n" + "".join(self._lines))
        self.channel = grpc.insecure_channel(self._address)

    def _read(self):
        for line in self._process.stdout:
            self._lines.append(line)
            found = re.search(r"gateway answers on http://(\S+)", line)
            if found:
                self._address = found.group(1)
                self._ready.set()
        self._ready.set()

    def token(self, subject):
        """A sign-in from the demonstration's own issuer."""
        made = subprocess.run(
            [COMMAND, "token", subject, "--data", self._data], stdout=subprocess.PIPE, text=True, check=True
        )
        return made.stdout.strip()

    def close(self):
        self._process.terminate()
        self._process.wait(timeout=60)
        self.outside.close()
        self._folder.cleanup()
