"""How this installation is: what waits, what the last check of the record found, when the last backup was taken."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from hiring.audit.models import AuditEntry, RecordCheck
from hiring.audit.terms import Event
from hiring.candidates.models import ResumeText
from hiring.candidates.terms import TextStatus
from hiring.core.clock import now
from hiring.core.settings import Settings
from hiring.db.schema import newest, revision_of
from hiring.db.session import db
from hiring.keeping.snapshots import file_of
from hiring.notices.models import Notice
from hiring.notices.terms import NoticeStatus


@dataclass(frozen=True)
class Health:
    """Whether requests can be served, and whether the record was found broken."""

    ready: bool
    broken: bool = False


def health() -> Health:
    """Database reachable and current, data folder writable; on the pool that the pages use."""
    settings: Settings = current_app.extensions["settings"]
    path = file_of(settings.database_url)
    if (path and not path.exists()) or not _takes_files(settings.data):
        return Health(ready=False)
    try:
        if revision_of(db.session.connection()) != newest():
            return Health(ready=False)
        return Health(ready=True, broken=bool(db.session.scalar(select(RecordCheck.fault))))
    except SQLAlchemyError:
        db.session.rollback()
        return Health(ready=False)


def _takes_files(folder: Path) -> bool:
    """Whether a file can be written, by writing one that nobody sees."""
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(b"?")
            file.flush()
    except OSError:
        return False
    return True


def gauges() -> dict[str, tuple[str, float | None]]:
    """Numbers of the whole installation, the same from every server of it."""
    unsent = select(Notice.status, func.count().label("many")).where(Notice.status != NoticeStatus.SENT).group_by(Notice.status)
    statuses = {row.status: row.many for row in db.session.execute(unsent)}
    texts = db.session.scalar(select(func.count()).select_from(ResumeText).where(ResumeText.status == TextStatus.WAITING))
    check = db.session.execute(select(RecordCheck.at, RecordCheck.fault)).first()
    backup = db.session.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.event == Event.BACKUP_TAKEN))
    return {
        "hiring_notices_waiting": ("Mails that wait to be sent.", statuses.get(NoticeStatus.WAITING, 0)),
        "hiring_notices_failed": ("Mails that could not be sent.", statuses.get(NoticeStatus.FAILED, 0)),
        "hiring_resume_texts_waiting": ("Résumés that wait to be read.", texts),
        "hiring_record_broken": ("1 when the last check found that the record does not hold.", float(bool(check.fault)) if check else None),
        "hiring_record_check_age_seconds": ("Time since the record was last checked.", _age(check.at) if check else None),
        "hiring_backup_age_seconds": ("Time since the last backup was taken.", _age(backup)),
    }


def _age(moment: datetime | None) -> float | None:
    return (now() - moment).total_seconds() if moment else None
