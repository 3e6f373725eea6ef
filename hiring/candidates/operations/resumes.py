"""Résumés: on disk for good before the row that names them is committed, and gone with a row that never was."""

import hashlib
from contextlib import suppress
from datetime import timedelta
from typing import BinaryIO

from flask import current_app
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates import queries
from hiring.candidates.documents import kind_of, safe_name
from hiring.candidates.files import KEY, Unavailable, store
from hiring.candidates.models import Candidate, Resume, ResumeText
from hiring.core.clock import now
from hiring.core.errors import Missing, Refused
from hiring.core.ids import new_salt
from hiring.core.settings import Settings
from hiring.core.text import say
from hiring.db.session import db

_NOT_KEPT = say("The server could not keep this file; nothing was stored. Try again later, or tell your administrators that its disk or its file store takes nothing.")
_UNFINISHED = timedelta(days=1)


def add_resume(candidate: Candidate, stream: BinaryIO, file_name: str, actor: Actor) -> Resume:
    """A recruiter adds a résumé; the same file sent twice is one résumé."""
    if not actor.has(Role.RECRUITER):
        raise Missing
    queries.candidate_in_full(actor, candidate.id)
    settings: Settings = current_app.extensions["settings"]
    content = stream.read(settings.upload_limit + 1)
    kind = kind_of(content, settings.upload_limit)
    digest = hashlib.sha256(content).hexdigest()
    same = db.session.scalar(select(Resume).where(Resume.candidate_id == candidate.id, Resume.sha256 == digest))
    if same is not None:
        return same
    resume = Resume(
        candidate_id=candidate.id,
        storage_key=_put(content),
        file_name=safe_name(file_name, kind.ending),
        media_type=kind.stored,
        size=len(content),
        sha256=digest,
        added_by_id=actor.id,
    )
    db.session.add(resume)
    db.session.flush()
    db.session.add(ResumeText(resume_id=resume.id, next_try_at=now()))
    record(Event.RESUME_ADDED, actor_id=actor.id, subject=candidate.id, resume=resume.id)
    return resume


def sweep_files() -> int:
    """Delete files that no row names: what a killed server left behind more than a day ago; how many there were."""
    files, before = store(), now() - _UNFINISHED
    old = [name for name, written_at in files.names() if written_at < before and KEY.fullmatch(name.removesuffix(".part"))]
    known = set(db.session.scalars(select(Resume.storage_key))) if old else set()
    lost = [name for name in old if name not in known]
    for name in lost:
        files.delete(name)
    return len(lost)


def _put(content: bytes) -> str:
    """Keep a file, and remember to take it away if its transaction fails."""
    files, key = store(), new_salt()
    db.session().info.setdefault("new_files", []).append((files, key))
    try:
        files.put(key, content)
    except (OSError, Unavailable):
        raise Refused(_NOT_KEPT, "resume") from None
    return key


@event.listens_for(Session, "after_rollback")
def _take_away(session: Session) -> None:
    """The rows of these files never were."""
    for files, key in session.info.pop("new_files", []):
        with suppress(OSError, Unavailable):  # what stays is swept away later
            files.delete(key)


@event.listens_for(Session, "after_commit")
def _keep(session: Session) -> None:
    """The rows of these files are there."""
    session.info.pop("new_files", None)
