"""What people think before the loop: screens and notes, which count as feedback and never change."""

from hiring.accounts.actor import Actor
from hiring.audit.operations import record
from hiring.audit.terms import Event
from hiring.candidates import queries, rules
from hiring.candidates.models import Application, Note, Screen
from hiring.candidates.operations.stages import set_stage
from hiring.candidates.terms import ScreenKind, ScreenResult, Stage
from hiring.core.clock import now
from hiring.core.errors import Missing
from hiring.db.session import db


def record_screen(application: Application, kind: ScreenKind, result: ScreenResult, note: str, actor: Actor) -> Screen:
    """A recruiter or the hiring manager records a résumé review or phone screen; the first one begins the screening."""
    if not queries.sight_of(actor, application.id).steers:
        raise Missing
    screen = Screen(application_id=application.id, kind=kind, result=result, note=rules.written(note), by_id=actor.id, at=now())
    db.session.add(screen)
    db.session.flush()
    record(Event.SCREEN_RECORDED, actor_id=actor.id, subject=application.id, candidate=application.candidate_id, kind=kind.value)
    if application.stage is Stage.APPLIED:
        set_stage(application, Stage.SCREENING, actor)
    return screen


def add_note(application: Application, text: str, actor: Actor) -> Note:
    """Somebody who works on the opening writes a note on its candidate."""
    if not queries.sight_of(actor, application.id).works:
        raise Missing
    note = Note(application_id=application.id, text=rules.written(text, "text"), by_id=actor.id, at=now())
    db.session.add(note)
    db.session.flush()
    record(Event.NOTE_ADDED, actor_id=actor.id, subject=application.id, candidate=application.candidate_id, note=note.id)
    return note
