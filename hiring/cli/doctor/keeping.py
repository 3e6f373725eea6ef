"""What is found about backups, uploaded files, the record and the numbers."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, select

from hiring.audit.models import AuditEntry, RecordCheck
from hiring.audit.terms import Event
from hiring.candidates.files import Unavailable, store_of
from hiring.candidates.models import Resume
from hiring.cli.doctor.finding import Check, Finding
from hiring.core.clock import now
from hiring.core.settings import Settings
from hiring.db.session import db
from hiring.keeping.snapshots import file_of

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_UNCHECKED = timedelta(days=2)


def no_young_backup(settings: Settings) -> Iterator[Finding]:
    """The last backup is older than the setting, or there never was one."""
    last = db.session.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.event == Event.BACKUP_TAKEN))
    age = now() - last if last else None
    if age is None or age > timedelta(days=settings.backup_days):
        yield Finding(
            "backup",
            f"The last backup is {age.days} days old, more than {settings.backup_days}." if age else "No backup was ever taken.",
            "What was written since is lost with this disk.",
            "Take one now, and every night by a timer: hiring backup",
        )


def open_backups(settings: Settings) -> Iterator[Finding]:
    """Backups would leave this machine readable by anybody."""
    if not settings.backup_key:
        yield Finding(
            "backup-key",
            "HIRING_BACKUP_KEY is not set, so backups are not encrypted unless --key-file is given.",
            "Whoever finds a backup reads every sealed word in it.",
            "Put a long random key into HIRING_BACKUP_KEY, and keep a copy of it apart from the backups.",
        )


def copies_of_upgrades(settings: Settings) -> Iterator[Finding]:
    """A copy that an upgrade made lies beside the database."""
    path = file_of(settings.database_url)
    for copy in sorted(path.parent.glob(f"{path.name}.schema-*"))[:1] if path else ():
        yield Finding(
            "old-copy",
            f"A copy from before an upgrade lies beside the database ({copy.name}).",
            "It holds everything that was erased since.",
            "Delete it when the upgrade has proved itself.",
        )


def broken_record(settings: Settings) -> Iterator[Finding]:
    """The last check of the record found a fault, or there was none for long."""
    row = db.session.execute(select(RecordCheck.at, RecordCheck.fault)).first()
    if row is not None and row.fault:
        yield Finding(
            "record",
            f"The record does not hold: {row.fault}",
            "Something was changed in the database past this program; no decision of that time is proved any more.",
            "Keep the database as it is, compare it with a backup from before, and find out who could write to it.",
        )
    elif row is None or now() - row.at > _UNCHECKED:
        yield Finding(
            "unchecked",
            f"The record was last checked {(now() - row.at).days} days ago." if row else "The record was never checked as a whole.",
            "A change past this program would not be noticed.",
            "Check it with: hiring audit verify --keep. A running worker does so every day.",
        )


def missing_uploads(settings: Settings) -> Iterator[Finding]:
    """Files that rows name are not in the store, or the store does not answer."""
    try:
        there = {name for name, _ in store_of(settings).names()}
    except Unavailable as reason:
        yield Finding("store", str(reason), "Résumés can be neither added nor read.", "Check HIRING_FILES and what stands behind it.")
        return
    lost = sum(key not in there for key in db.session.scalars(select(Resume.storage_key)))
    if lost:
        yield Finding(
            "uploads",
            f"{lost} uploaded files that the database names are not in the store.",
            "Their résumés cannot be opened, and a backup refuses to be taken without them.",
            "Bring them back from a backup, or take the résumés away on the candidates’ pages.",
        )


def open_metrics(settings: Settings) -> Iterator[Finding]:
    """A proxy on this machine would make everybody look like this machine."""
    near = urlsplit(settings.base_url).hostname in _LOCAL
    if not (near or settings.metrics_token or settings.trusted_proxies):
        yield Finding(
            "metrics",
            "HIRING_METRICS_TOKEN is not set.",
            "A proxy on this machine may hand /metrics to everybody, since every request then comes from this machine.",
            "Put a long random token into HIRING_METRICS_TOKEN, and give it to what collects the numbers.",
        )


CHECKS: tuple[Check, ...] = (no_young_backup, open_backups, copies_of_upgrades, broken_record, missing_uploads, open_metrics)
