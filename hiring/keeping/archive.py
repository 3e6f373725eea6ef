"""One file with many members and a manifest that closes it: written as a stream, read back member by member."""

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from hiring.keeping.sealed import Opener, Sealer, Shell, Unfit, opened_shell

MANIFEST = "manifest.json"
_MEMBER = re.compile(r"database/hiring\.db|tables/[a-z0-9_]+\.copy|files/[0-9a-f]{32}")
_BLOCK = 1 << 18
_CUT = "This backup was altered or cut off."


@dataclass(frozen=True)
class Member:
    """A member as the manifest knows it."""

    sha256: str
    size: int


@dataclass
class Manifest:
    """What a backup holds; written last, so that a backup without it is an unfinished one."""

    moment: str
    program: str
    engine: str
    revision: str
    head: tuple[int, str] | None
    rows: dict[str, int]
    columns: dict[str, list[str]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    def as_json(self) -> bytes:
        """The manifest as the archive carries it."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Back from the archive; refused when it is not one."""
        try:
            found: dict[str, Any] = json.loads(text)
            found["members"] = {name: Member(**member) for name, member in found["members"].items()}
            found["head"] = (int(found["head"][0]), str(found["head"][1])) if found["head"] else None
            return cls(**found)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Unfit("The manifest of this backup was altered.") from None


class _Counted:
    """A stream that is hashed while it is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.hash, self.size = stream, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        """Read and count."""
        data = self.stream.read(size)
        self.hash.update(data)
        self.size += len(data)
        return data


class Writer:
    """Adds members to an archive that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, Member] = {}

    def add(self, name: str, stream: BinaryIO, size: int) -> Member:
        """Add a stream of known size, and remember its checksum."""
        counted = _Counted(stream)
        try:
            self._tar.addfile(_entry(name, size), cast(BinaryIO, counted))
        except OSError as broken:
            raise Unfit(f"{name} could not be read or written: {broken.strerror or 'it is shorter than it should be'}.") from None
        self.members[name] = Member(counted.hash.hexdigest(), counted.size)
        return self.members[name]

    def finish(self, manifest: Manifest) -> None:
        """Close the archive with its manifest."""
        manifest.members = self.members
        text = manifest.as_json()
        self._tar.addfile(_entry(MANIFEST, len(text)), io.BytesIO(text))


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


@contextmanager
def written(target: Path, shell: Shell, key: bytes) -> Iterator[Writer]:
    """Write an archive that has its name only when it is complete and on disk; refused where a file lies already."""
    half = target.with_name(target.name + ".part")
    if target.exists():
        raise Unfit(f"There is already a file {target.name}; a backup never writes over another.")
    try:
        half.touch(mode=0o600)
        with half.open("wb") as file:
            file.write(shell.line)
            with _through(file, shell, key) as outer, gzip.GzipFile("", "wb", 1, outer, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def _through(file: BinaryIO, shell: Shell, key: bytes) -> Iterator[BinaryIO]:
    """The way to the file, encrypted where there is a key."""
    if not key:
        yield file
        return
    sealer = Sealer(file, key, shell.line)
    yield cast(BinaryIO, sealer)
    sealer.close()


def unpack(source: Path, secret: str, folder: Path) -> Manifest:
    """Put every member into a folder and check it against the manifest; refused when anything is not as it was written."""
    with source.open("rb") as file:
        shell, key = opened_shell(file, secret)
        inner = Opener(file, key, shell.line) if key else file
        try:
            manifest = _members_into(folder, cast(BinaryIO, inner))
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile):
            raise Unfit(_CUT) from None
    if manifest.moment != shell.moment:
        raise Unfit("The first line of this backup was altered.")
    return manifest


def _members_into(folder: Path, packed: BinaryIO) -> Manifest:
    found: dict[str, Member] = {}
    with gzip.GzipFile(fileobj=packed, mode="rb") as plain:
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            manifest = _walk(tar, folder, found)
        while plain.read(_BLOCK):  # to the end, where gzip keeps the checksum of the whole
            pass
    if manifest is None:
        raise Unfit("This backup was cut off: it has no manifest.")
    if manifest.members != found:
        wrong = sorted(set(manifest.members.items()) ^ set(found.items()))
        raise Unfit(f"This backup was altered: {wrong[0][0]} is not as it was written.")
    return manifest


def _walk(tar: tarfile.TarFile, folder: Path, found: dict[str, Member]) -> Manifest | None:
    """Every member in turn; the manifest is the last one."""
    manifest = None
    for entry in tar:
        stream = tar.extractfile(entry) if entry.isreg() else None
        if manifest is not None or stream is None or (entry.name != MANIFEST and not _MEMBER.fullmatch(entry.name)):
            raise Unfit("This backup holds something that no backup of ours holds.")
        if entry.name == MANIFEST:
            manifest = Manifest.from_json(stream.read())
        else:
            found[entry.name] = _save(cast(BinaryIO, stream), folder / entry.name)
    return manifest


def _save(stream: BinaryIO, path: Path) -> Member:
    counted = _Counted(stream)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as file:
        while block := counted.read(_BLOCK):
            file.write(block)
    return Member(counted.hash.hexdigest(), counted.size)
