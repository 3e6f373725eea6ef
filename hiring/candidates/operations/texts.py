"""Reading the text of résumés beside the pages: claimed first, read outside any transaction, stored after."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from hiring.candidates.extraction import Extracted, extract
from hiring.candidates.files import Unavailable, store
from hiring.candidates.models import Resume, ResumeText
from hiring.candidates.terms import TextStatus
from hiring.core.clock import now
from hiring.core.text import fold_lines
from hiring.db.session import own_transaction

_CLAIM, _PAUSE = timedelta(minutes=5), timedelta(minutes=15)
_TRIES_MOST = 3


@dataclass(frozen=True)
class Claimed:
    """A résumé that this worker reads now."""

    id: int
    storage_key: str
    media_type: str
    tries: int


def read_texts(limit: int = 5) -> int:
    """Read what waits, oldest first; how many there were. One that ends its reader three times is left alone."""
    for count in range(limit):
        claimed = _claim()
        if claimed is None:
            return count
        _store(claimed, _read(claimed))
    return limit


def _claim() -> Claimed | None:
    """The résumé that waited longest, held for a while: whatever a killed worker held comes back by itself."""
    due = select(ResumeText).where(ResumeText.status == TextStatus.WAITING, ResumeText.next_try_at <= now()).order_by(ResumeText.next_try_at, ResumeText.resume_id).limit(1)
    with own_transaction(reading=True) as session:
        if session.scalar(due) is None:
            return None  # most of the time nothing waits, and nobody else is kept from writing
    with own_transaction() as session:
        text = session.scalar(due.with_for_update(skip_locked=True))
        if text is None:
            return None
        resume = session.get_one(Resume, text.resume_id)
        text.tries += 1
        text.next_try_at = now() + _CLAIM
        return Claimed(resume.id, resume.storage_key, resume.media_type, text.tries)


def _read(claimed: Claimed) -> Extracted | None:
    """What is in the file; nothing where it cannot be had from here now: the store is down, or lies on another host."""
    if claimed.tries > _TRIES_MOST:
        return Extracted(TextStatus.COSTLY)
    try:
        with store().open(claimed.storage_key) as file:
            content = file.read()
    except (OSError, Unavailable):
        return None
    return extract(content, claimed.media_type)


def _store(claimed: Claimed, found: Extracted | None) -> None:
    """Write down what was read, or try again later; another worker whose claim came later has nothing to add."""
    chosen = update(ResumeText).where(ResumeText.resume_id == claimed.id, ResumeText.status == TextStatus.WAITING)
    with own_transaction() as session:
        if found is None:
            session.execute(chosen.values(tries=claimed.tries - 1, next_try_at=now() + _PAUSE))
        else:
            session.execute(chosen.values(status=found.status, text=found.text, text_key=fold_lines(found.text)))
