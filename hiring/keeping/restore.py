"""Restoring into an empty place: either everything was proved and stands there, or nothing does."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from hiring.audit.operations import record
from hiring.audit.queries import head as head_of
from hiring.audit.terms import Event
from hiring.candidates.files import Files, store_of
from hiring.core.clock import now
from hiring.core.settings import Settings
from hiring.db import schema
from hiring.db.locks import as_house
from hiring.db.session import db
from hiring.keeping import erasures, loading
from hiring.keeping.archive import Manifest, unpack
from hiring.keeping.proof import check_record
from hiring.keeping.sealed import Unfit, read_shell
from hiring.keeping.snapshots import Upload, file_of

MakeApp = Callable[[Settings], Flask]
Tell = Callable[[str], None]

_WAITING = ".restoring-"


@dataclass(frozen=True)
class Job:
    """One restore: where to, how the application is made there, and whom each proof is told."""

    settings: Settings
    make_app: MakeApp
    tell: Tell


def restore(job: Job, source: Path, secret: str, *, accept_old: bool) -> None:
    """Restore a backup; every proof is told as it is made, and a refusal leaves the place as empty as it was."""
    files, erased = store_of(job.settings), erasures.listed(job.settings.data)
    _require_empty(job.settings, files)
    _require_young(source, job.settings.backup_days, accept_old)
    with _workshop(file_of(job.settings.database_url) or job.settings.data / "hiring.db") as folder:
        manifest = unpack(source, secret, folder)
        job.tell(f"Archive: {len(manifest.members)} members, every checksum right; made {manifest.moment} by version {manifest.program}.")
        loading.require_known(manifest.revision, manifest.program)
        _require_engine(job.settings, manifest)
        _put_in(job, folder, manifest, files)
    _tell_of_erasures(job, erased)


def _require_empty(settings: Settings, files: Files) -> None:
    loading.require_empty(settings.database_url)
    if next(files.names(), None) is not None:
        raise Unfit("There are already uploaded files in this place, perhaps of a restore that was killed. A restore goes into an empty place only.")


def _require_young(source: Path, days: int, accept_old: bool) -> None:
    """An old backup is taken only when somebody says so."""
    with source.open("rb") as file:
        age = now() - datetime.fromisoformat(read_shell(file).moment)
    if age > timedelta(days=days) and not accept_old:
        raise Unfit(f"This backup is {age.days} days old, more than {days}. If it is the one you want, say --accept-old.")


def _require_engine(settings: Settings, manifest: Manifest) -> None:
    here = "sqlite" if file_of(settings.database_url) else "postgresql"
    if manifest.engine != here:
        raise Unfit(f"This backup is of a {manifest.engine} database, and DATABASE_URL names a {here} one. Restore it on its own kind.")


@contextmanager
def _workshop(beside: Path) -> Iterator[Path]:
    """A folder beside the database's place, so that the proved file only changes its name; what a killed restore left goes first."""
    for old in beside.parent.glob(f"{_WAITING}*"):
        shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_WAITING, dir=beside.parent) as name:
        yield Path(name)


def _put_in(job: Job, folder: Path, manifest: Manifest, files: Files) -> None:
    """Database first into a waiting place, files into the store, then the proof, then all at once for good."""
    target = file_of(job.settings.database_url)
    put: list[str] = []
    try:
        uploads = _database(job, folder, manifest, target)
        _compare_uploads(job, uploads, manifest)
        for upload in uploads:
            put.append(upload.key)
            files.put(upload.key, (folder / "files" / upload.key).read_bytes())
        waiting = replace(job.settings, database_url=f"sqlite:///{folder / 'database' / 'hiring.db'}") if target else job.settings
        _prove(job, waiting, manifest)
        _open(job, folder, target)
    except BaseException:
        for key in put:
            files.delete(key)
        if target is None:
            loading.wipe_postgresql(job.settings.database_url)
        raise


def _database(job: Job, folder: Path, manifest: Manifest, target: Path | None) -> list[Upload]:
    """The database proved and brought up, still under a name or a mark with which no program starts."""
    made = folder / "database" / "hiring.db"
    uploads = loading.prepare_sqlite(made, manifest) if target else loading.load_postgresql(job.settings.database_url, folder, manifest)
    way = "" if manifest.revision == schema.newest() else f", brought up to {schema.newest()}"
    counts = f"{sum(manifest.rows.values())} rows in {len(manifest.rows)} tables as in the manifest"
    job.tell(f"Database: whole, every foreign key points somewhere, {counts}; schema {manifest.revision}{way}.")
    return uploads


def _compare_uploads(job: Job, uploads: list[Upload], manifest: Manifest) -> None:
    """Every file that a row names is in the archive, with the content that the row says."""
    for upload in uploads:
        member = manifest.members.get(f"files/{upload.key}")
        if member is None:
            raise Unfit(f"This backup lacks an uploaded file that the database names ({upload.key}).")
        if (member.sha256, member.size) != (upload.sha256, upload.size):
            raise Unfit(f"An uploaded file in this backup is not the one that the database names ({upload.key}).")
    job.tell(f"Files: {len(uploads)} of {len(uploads)} with the content that the database names.")


def _prove(job: Job, waiting: Settings, manifest: Manifest) -> None:
    """The record and what it speaks for; then the restore itself goes into the record."""
    app = job.make_app(waiting)
    with as_house(), app.app_context():
        try:
            finding = check_record(manifest.head)
            if finding.fault:
                raise Unfit(f"The record in this backup does not hold. {finding.fault}")
            if finding.head != manifest.head:
                raise Unfit("The record in this backup ends elsewhere than its manifest says.")
            entries = manifest.head[0] if manifest.head else 0
            job.tell(f"Record: {entries} entries hold, feedback and decisions are as sealed, the head is that of the manifest.")
            record(Event.BACKUP_RESTORED, actor_id=None, made=manifest.moment, entries=entries)
            db.session.commit()
            head = head_of()
            job.tell(f"Note down the new head of the record: {head[0]}:{head[1]}" if head else "The record is empty.")
        finally:
            db.session.remove()
            db.engine.dispose()


def _open(job: Job, folder: Path, target: Path | None) -> None:
    """The one step with which the restored database is there."""
    if target is None:
        loading.finish_postgresql(job.settings.database_url)
        return
    made = folder / "database" / "hiring.db"
    if made.with_name("hiring.db-wal").exists() and made.with_name("hiring.db-wal").stat().st_size:
        raise Unfit("The restored database was not closed; nothing was put in place.")
    made.chmod(0o600)
    loading.settle(made)
    shutil.move(made, target)
    loading.settle(target.parent)


def _tell_of_erasures(job: Job, count: int | None) -> None:
    """Say what the list outside the backup names."""
    if count is None:
        job.tell(f"Erasures: no list ({erasures.NAME}) lies in the data folder, so none was looked for.")
    else:
        job.tell(f"Erasures: {erasures.NAME} names {count}; this version cannot repeat them. Erase them again by hand before people work here.")
