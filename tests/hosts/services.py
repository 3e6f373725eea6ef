"""What runs on the hosts beside the product: a PostgreSQL cluster, a store of files, a mail server."""

import contextlib
import mailbox
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from email.message import Message
from pathlib import Path

import psycopg
from psycopg import sql

from hiring.core.places import PACKAGE
from tests.hosts.network import BACK, Host
from tests.waiting import until

HBA = "local all all reject\nhost all all samenet scram-sha-256\n"


def answers(address: str, port: int) -> bool:
    """Whether somebody listens there."""
    with contextlib.suppress(OSError), socket.create_connection((address, port), timeout=2):
        return True
    return False


class Program:
    """A program on a host, with what it says in a file."""

    farewell = signal.SIGTERM

    def __init__(self, host: Host, log: Path, *command: str, **environment: str) -> None:
        self.host, self.command, self.log = host, (*host.within, *command), log
        self.environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), **environment}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self, patience: float = 20) -> None:
        """Ask it to end, and end it."""
        if self.process is None:
            return
        self.process.send_signal(self.farewell)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Cluster(Program):
    """A PostgreSQL cluster that listens on the back network only and lets nobody in without a password.

    Our login owns its database, may make roles, and is no superuser.
    """

    port, farewell = 5433, signal.SIGINT  # its SIGTERM would wait until everybody has left

    def __init__(self, host: Host) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hiring-cluster-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        self.password, self.master = secrets.token_hex(16), secrets.token_hex(16)
        self.address = host.address(BACK)
        self.url = f"postgresql://hiring:{self.password}@{self.address}:{self.port}/hiring"
        settings = {"listen_addresses": self.address, "port": self.port, "unix_socket_directories": "", "max_connections": 100}
        chosen = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
        super().__init__(host, self.folder / "log", *self._as_postgres("postgres", "-D", str(self.folder / "data"), *chosen))

    def start(self) -> None:
        shutil.chown(self.folder, "postgres", "postgres")
        word = self.folder / "word"
        word.write_text(self.master)
        word.chmod(0o644)
        made = self._as_postgres(
            "initdb", "-D", str(self.folder / "data"), "-U", "postgres", "-A", "scram-sha-256", "--pwfile", str(word), "-E", "UTF8", "--no-locale", "--no-sync"
        )
        subprocess.run((*self.host.within, *made), check=True, capture_output=True, cwd=self.folder)
        (self.folder / "data" / "pg_hba.conf").write_text(HBA)
        super().start()
        until(self._prepared)

    def stop(self, patience: float = 20) -> None:
        super().stop(patience)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _prepared(self) -> bool:
        """Our login and our database, once the cluster takes statements."""
        url = f"postgresql://postgres:{self.master}@{self.address}:{self.port}/postgres"
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE ROLE hiring LOGIN CREATEROLE PASSWORD {}").format(sql.Literal(self.password)))
            connection.execute("CREATE DATABASE hiring OWNER hiring")
            return True
        return False

    def _as_postgres(self, program: str, *arguments: str) -> tuple[str, ...]:
        """What runs on a host begins with setpriv; these are more of its words."""
        return ("--reuid", "postgres", "--regid", "postgres", "--init-groups", str(self.bin / program), *arguments)


class Store(Program):
    """The S3-compatible server of the tests in a process of its own."""

    port = 9000

    def __init__(self, host: Host, folder: Path) -> None:
        self.address = f"http://{host.address(BACK)}:{self.port}"
        super().__init__(host, folder / "store.log", sys.executable, "-m", "tests.stores", host.address(BACK), str(self.port))


class Post(Program):
    """A mail server that keeps what it takes in a Maildir."""

    port = 2525

    def __init__(self, host: Host, folder: Path) -> None:
        self.box, self.url = folder / "mail", f"smtp://{host.address(BACK)}:{self.port}"
        arguments = ("-n", "-l", f"{host.address(BACK)}:{self.port}", "-c", "aiosmtpd.handlers.Mailbox", str(self.box))
        super().__init__(host, folder / "post.log", sys.executable, "-m", "aiosmtpd", *arguments)

    def mails(self) -> list[Message]:
        """What has arrived."""
        return list(mailbox.Maildir(self.box, create=True))
