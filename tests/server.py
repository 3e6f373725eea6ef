"""The real server in a process of its own, for tests that kill it or look at it with a browser."""

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from hiring.core.places import PACKAGE

KEY = "k" * 40


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`hiring serve` on a data folder; can be killed and started again on the same port."""

    def __init__(self, data: Path, *, within: tuple[str, ...] = (), host: str = "127.0.0.1", options: tuple[str, ...] = (), **environment: str) -> None:
        self.host, self.port = host, free_port()
        self.command = (*within, sys.executable, "-m", "hiring", "serve", "--host", host, "--port", str(self.port), *options)
        self.address = f"http://localhost:{self.port}"  # a name, since browsers allow no passkeys for an address of numbers
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(PACKAGE.parent),
            "HIRING_MODE": "production",
            "HIRING_DATA": str(data),
            "HIRING_SECRET_KEY": KEY,
            "HIRING_BASE_URL": self.address,
            **environment,
        }
        self.log = data / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        """Start it and wait until it answers."""
        self.launch()
        return self.answering()

    def launch(self) -> None:
        """Start it."""
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def answering(self) -> "Server":
        """Wait until it answers."""
        assert self.process is not None and self.process.stderr is not None
        said = b""
        while b"Serving on" not in said:
            line = self.process.stderr.readline()
            assert line, "the server did not start:\n" + said.decode()[-2000:]
            said += line
        self.reader = threading.Thread(target=self._keep_log, args=(self.process.stderr,), daemon=True)
        self.reader.start()
        return self

    def _keep_log(self, stream: IO[bytes]) -> None:
        """Drain the server's log into a file, so that it never waits for a reader."""
        with self.log.open("ab") as log, stream:
            for line in stream:
                log.write(line)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()

    def stop(self) -> None:
        """Stop it as a system does."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.reader.join()
