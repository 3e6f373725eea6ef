"""Making a backup of a running system: the database of one moment, then the files that it names, in one archive."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import metadata
from pathlib import Path

from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates.files import Files
from hiring.core.clock import now
from hiring.core.settings import Settings
from hiring.keeping.archive import Manifest, Writer, written
from hiring.keeping.sealed import Unfit, shell_for
from hiring.keeping.snapshots import Snapshot, Upload, take

_BEFORE = "backup-"
_ABANDONED = timedelta(days=1)


@dataclass(frozen=True)
class Made:
    """What was made: the file, and what the manifest says of it."""

    path: Path
    size: int
    sha256: str
    encrypted: bool
    manifest: Manifest


def program() -> str:
    """The version of this program."""
    try:
        return metadata.version("hiring-loop")
    except metadata.PackageNotFoundError:
        return "0.1.0"


def make_backup(settings: Settings, files: Files, target: Path | None, secret: str) -> Made:
    """Take a backup; nobody waits for it, and the file has its name only when it is whole and on disk."""
    moment = now()
    target = target or settings.data / "backups" / f"hiring-{moment:%Y%m%dT%H%M%SZ}.backup"
    if not target.parent.is_dir():
        target.parent.mkdir(mode=0o700, parents=True)
    shell, key = shell_for(moment, secret)
    with _workshop(settings.data) as folder, written(target, shell, key) as archive:
        snapshot = take(settings.database_url, folder)
        _add_database(archive, snapshot)
        _add_uploads(archive, snapshot.uploads, files)
        manifest = _manifest_of(snapshot, shell.moment)
        archive.finish(manifest)
    return Made(target, target.stat().st_size, _hash_of(target), shell.encrypted, manifest)


def note(made: Made) -> None:
    """Write into the record that a backup was taken."""
    record(Event.BACKUP_TAKEN, actor_id=None, archive=made.sha256, members=len(made.manifest.members), encrypted=made.encrypted)


@contextmanager
def _workshop(data: Path) -> Iterator[Path]:
    """A folder that only we may read, gone afterwards; what a killed backup left behind goes too."""
    for old in data.glob(f"{_BEFORE}*"):
        if old.is_dir() and old.name != "backups" and old.stat().st_mtime < (now() - _ABANDONED).timestamp():
            shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_BEFORE, dir=data) as name:
        yield Path(name)


def _add_database(archive: Writer, snapshot: Snapshot) -> None:
    for name, path in snapshot.parts.items():
        with path.open("rb") as stream:
            archive.add(name, stream, path.stat().st_size)
        path.unlink()


def _add_uploads(archive: Writer, uploads: list[Upload], files: Files) -> None:
    """Every file that the database of that moment names: a file is stored before its row and never changes."""
    for upload in uploads:
        try:
            with files.open(upload.key) as stream:
                member = archive.add(f"files/{upload.key}", stream, upload.size)
        except FileNotFoundError:
            raise Unfit(f"An uploaded file is missing from the store ({upload.key}); a backup without it would not be whole.") from None
        if member.sha256 != upload.sha256:
            raise Unfit(f"An uploaded file is not as it was stored ({upload.key}).")


def _manifest_of(snapshot: Snapshot, moment: str) -> Manifest:
    return Manifest(
        moment=moment,
        program=program(),
        engine=snapshot.engine,
        revision=snapshot.revision,
        head=snapshot.head,
        rows=snapshot.rows,
        columns=snapshot.columns,
        sequences=snapshot.sequences,
    )


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
