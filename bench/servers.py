"""The real server and the floor as processes of their own, and what they cost before the first page."""

import importlib.metadata
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hiring.core.places import PACKAGE
from hiring.core.settings import Settings

ROOT = PACKAGE.parent
THREADS = 16
_POSTGRES = ("psycopg", "psycopg-binary")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers, until the block ends; with a PYTHONPATH of its own it sees those packages alone."""
    alone = ["-S"] if "PYTHONPATH" in environment else []
    with log.open("ab") as out:
        process = subprocess.Popen([sys.executable, *alone, "-m", *command], env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, cwd=ROOT, stdout=out, stderr=out)
    try:
        _wait(process, port, log)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.005)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


def product_environment(settings: Settings) -> dict[str, str]:
    """How `hiring serve` is told of an installation."""
    return {
        "HIRING_MODE": "production",
        "HIRING_DATA": str(settings.data),
        "HIRING_SECRET_KEY": settings.secret_key,
        "HIRING_BASE_URL": settings.base_url,
        "DATABASE_URL": settings.database_url,
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(_as_installed(settings.data / "packages")))),
    }


def _as_installed(folder: Path) -> Path:
    """A folder with the packages that an installation has, and none of the test tools, which some of them would draw in."""
    if not folder.exists():
        folder.mkdir()
        for name in (*_core(), *_POSTGRES):
            for path in _packages(name):
                (folder / path.name).symlink_to(path)
    return folder


def _packages(name: str) -> set[Path]:
    """Top folders and modules of a distribution; none where it is of another system."""
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return set()
    return {Path(str(found.locate_file(each.parts[0]))) for each in found.files or () if each.parts[0] not in ("..", "__pycache__")}


def product_command(port: int) -> list[str]:
    """The product's own command."""
    return ["hiring", "serve", "--port", str(port), "--threads", str(THREADS)]


def cold_start(settings: Settings, log: Path, tries: int = 5) -> float:
    """Seconds from the command to the first answer of the sign-in page, the median of a few."""
    return statistics.median(_started(settings, log) for _ in range(tries))


def _started(settings: Settings, log: Path) -> float:
    port, began = free_port(), time.perf_counter()
    with serving(product_command(port), port, log, **product_environment(settings)), socket.create_connection(("127.0.0.1", port), timeout=30) as asked:
        asked.sendall(f"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        if b" 200 " not in asked.recv(100):
            raise RuntimeError("the sign-in page does not answer")
        return time.perf_counter() - began


def memory(process: subprocess.Popen[bytes]) -> float:
    """Resident memory of a process in MB, where the system tells."""
    status = Path(f"/proc/{process.pid}/status")
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found.group(1)) / 1000 if found else 0.0


def installed_size() -> float:
    """MB of the core's packages as installed, and of the program itself."""
    own = sum(path.stat().st_size for folder in ("hiring", "templates", "seeds") for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return (own + sum(map(_size, _core()))) / 1_000_000


def _core() -> list[str]:
    return re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements" / "core.txt").read_text(), re.MULTILINE)


def _size(name: str) -> int:
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:  # a package of another system
        return 0
    paths = (Path(str(found.locate_file(each))) for each in found.files or ())
    return sum(path.stat().st_size for path in paths if path.exists())
