"""Hosts on this machine: network namespaces on two switches, one towards people (front), one towards database, files and mail (back).

The test process is a person on the front and an administrator on the back. Whatever runs on a host dies with the test
process; the namespaces are taken away at the end, and those that a killed run left behind at the next beginning.
"""

import contextlib
import os
import random
import re
import shutil
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

FRONT, BACK = "front", "back"
_PREFIX = "hiring-test"


def missing() -> str:
    """What this machine lacks for hosts of our own; nothing when it has everything."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    for program in ("ip", "setpriv"):
        if shutil.which(program) is None:
            return f"the program {program} is missing (apt install iproute2 util-linux)"
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return "no PostgreSQL binaries under /usr/lib/postgresql (apt install postgresql)"
    try:
        Network().close()
    except Refused as refusal:
        return f"this machine makes no network namespaces: {refusal}"
    return ""


class Refused(Exception):
    """The system does not let us."""


def ip(*arguments: str) -> str:
    """One command of iproute2."""
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


@dataclass
class Host:
    """One namespace; `number` is the end of its addresses."""

    network: "Network"
    name: str
    number: int

    @property
    def space(self) -> str:
        return f"{self.network.name}-{self.name}"

    @property
    def within(self) -> tuple[str, ...]:
        """What a command begins with to run here, and to end with us."""
        return ("ip", "netns", "exec", self.space, "setpriv", "--pdeathsig", "KILL")

    def address(self, side: str) -> str:
        return self.network.address(side, self.number)

    def plug_in(self, side: str) -> None:
        """A cable from this host to a switch."""
        ip("-n", self.network.switch, "link", "add", self.plug(side), "type", "veth", "peer", "name", side, "netns", self.space)
        ip("-n", self.network.switch, "link", "set", self.plug(side), "master", side, "up")
        ip("-n", self.space, "address", "add", f"{self.address(side)}/24", "dev", side)
        ip("-n", self.space, "link", "set", side, "up")

    def plug(self, side: str) -> str:
        return f"{self.name}-{side}"

    def cut(self, side: str) -> None:
        """The cable is out: its link is down at both ends."""
        ip("-n", self.network.switch, "link", "set", self.plug(side), "down")

    def lose(self, side: str) -> None:
        """The switch forwards nothing any more, and nobody is told: the link stays up."""
        ip("-n", self.network.switch, "link", "set", self.plug(side), "nomaster")

    def mend(self, side: str) -> None:
        ip("-n", self.network.switch, "link", "set", self.plug(side), "master", side, "up")


class Network:
    """Two switches in a namespace of their own, where no firewall of this machine looks at what they forward."""

    def __init__(self) -> None:
        _sweep()
        self.name = f"{_PREFIX}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        self.switch = f"{self.name}-switch"
        self.number = _free_number()
        self.spaces: list[str] = []
        try:
            self._space(self.switch)
            for side in (FRONT, BACK):
                ip("-n", self.switch, "link", "add", side, "type", "bridge")
                ip("-n", self.switch, "link", "set", side, "up")
                self._plug_us_in(side)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Network":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def address(self, side: str, number: int) -> str:
        """198.18.0.0/15 is set aside for tests of networks."""
        return f"198.{18 if side == FRONT else 19}.{self.number}.{number}"

    def host(self, name: str, number: int, *sides: str) -> Host:
        """A new host with a cable to each of these switches."""
        made = Host(self, name, number)
        self._space(made.space)
        ip("-n", made.space, "link", "set", "lo", "up")
        for side in sides:
            made.plug_in(side)
        return made

    def close(self) -> None:
        """Without their namespaces cables and addresses are gone too."""
        for space in self.spaces:
            with contextlib.suppress(Refused):
                ip("netns", "delete", space)

    def _space(self, name: str) -> None:
        ip("netns", "add", name)
        self.spaces.append(name)

    def _plug_us_in(self, side: str) -> None:
        ours = f"h{side[0]}{self.number}-{uuid.uuid4().hex[:6]}"
        ip("link", "add", ours, "type", "veth", "peer", "name", "us", "netns", self.switch)
        ip("-n", self.switch, "link", "set", "us", "name", f"us-{side}", "master", side, "up")
        ip("address", "add", f"{self.address(side, 1)}/24", "dev", ours)
        ip("link", "set", ours, "up")


def _free_number() -> int:
    """A number of a network that this machine has no way to yet."""
    taken = {int(found) for found in re.findall(r"198\.1[89]\.(\d+)\.0/24", ip("-4", "route"))}
    return random.choice([number for number in range(1, 255) if number not in taken])


def _sweep() -> None:
    """Take away what runs that were killed left behind."""
    for space in re.findall(rf"^({_PREFIX}-(?:\d+)-\S+)", ip("netns", "list"), re.MULTILINE):
        if not Path("/proc", space.removeprefix(f"{_PREFIX}-").split("-")[0]).exists():
            with contextlib.suppress(Refused):
                ip("netns", "delete", space)
