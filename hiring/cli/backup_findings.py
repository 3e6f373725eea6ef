"""What `hiring doctor` says about backups, uploaded files, the record and the numbers: each function one plain sentence, or nothing.

Each takes the settings and runs inside an application context; a list of them is `FINDINGS`.
"""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, select

from hiring.audit.models import AuditEntry, RecordCheck
from hiring.audit.terms import Event
from hiring.candidates.files import Unavailable, store_of
from hiring.candidates.models import Resume
from hiring.core.clock import now
from hiring.core.settings import Settings
from hiring.db.session import db
from hiring.keeping.snapshots import file_of

Finding = Callable[[Settings], str]

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def no_young_backup(settings: Settings) -> str:
    """The last backup is older than the setting, or there never was one."""
    last = db.session.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.event == Event.BACKUP_TAKEN))
    if last is None:
        return "No backup was ever taken. Take one with: hiring backup"
    age = now() - last
    if age > timedelta(days=settings.backup_days):
        return f"The last backup is {age.days} days old, more than {settings.backup_days}. Take one with: hiring backup"
    return ""


def open_backups(settings: Settings) -> str:
    """Backups would leave this machine readable by anybody."""
    return "" if settings.backup_key else "HIRING_BACKUP_KEY is not set, so backups are not encrypted unless --key-file is given."


def copies_of_upgrades(settings: Settings) -> str:
    """A copy that an upgrade made lies beside the database, with everything that was erased since."""
    path = file_of(settings.database_url)
    copies = sorted(copy.name for copy in path.parent.glob(f"{path.name}.schema-*")) if path else []
    return f"A copy from before an upgrade lies beside the database ({copies[0]}). Delete it when all is well: it holds what was erased since." if copies else ""


def broken_record(settings: Settings) -> str:
    """The last check of the record found a fault, or there was none for long."""
    row = db.session.execute(select(RecordCheck.at, RecordCheck.fault)).first()
    if row is None:
        return "The record was never checked as a whole. Check it with: hiring audit verify --keep"
    if row.fault:
        return f"The record does not hold: {row.fault}"
    age = now() - row.at
    return f"The record was last checked {age.days} days ago. Does a worker run?" if age > timedelta(days=2) else ""


def missing_uploads(settings: Settings) -> str:
    """Files that rows name are not in the store, or the store does not answer."""
    try:
        there = {name for name, _ in store_of(settings).names()}
    except Unavailable as reason:
        return str(reason)
    lost = sum(key not in there for key in db.session.scalars(select(Resume.storage_key)))
    return f"{lost} uploaded files that the database names are not in the store." if lost else ""


def open_metrics(settings: Settings) -> str:
    """A proxy on this machine would make everybody look like this machine."""
    near = urlsplit(settings.base_url).hostname in _LOCAL
    return "" if near or settings.metrics_token or settings.trusted_proxies else "HIRING_METRICS_TOKEN is not set: a proxy on this machine may hand /metrics to everybody."


FINDINGS: tuple[Finding, ...] = (no_young_backup, open_backups, copies_of_upgrades, broken_record, missing_uploads, open_metrics)
