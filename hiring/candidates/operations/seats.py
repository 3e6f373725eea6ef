"""What the loops above tell this floor: who sits in a panel, whose feedback is in, who declared a conflict (invariant 5)."""

from sqlalchemy import select

from hiring.candidates.models import Application, PanelSeat
from hiring.core.errors import Refused
from hiring.core.text import say
from hiring.db.session import db


def seat(application: Application, person_id: int) -> PanelSeat:
    """A person takes a seat and is blind on the candidate until their feedback is in."""
    found = _seat(application, person_id)
    if found.barred:
        raise Refused(say("This person declared a conflict of interest with the candidate. Choose somebody else."), "interviewer_id")
    found.seated, found.pending = True, True
    db.session.flush()
    return found


def unseat(application: Application, person_id: int) -> None:
    """A person leaves the panel; they owe no feedback any more."""
    found = _seat(application, person_id)
    found.seated, found.pending = False, False
    db.session.flush()


def seat_settled(application: Application, person_id: int) -> None:
    """All of a person's own feedback is in, or the loop is over without it: they may read."""
    _seat(application, person_id).pending = False
    db.session.flush()


def sit_in(application: Application, person_id: int) -> None:
    """A trainee sits in: blind on the candidate, and until their practice feedback is in the candidate does not exist for them either."""
    found = _seat(application, person_id)
    if found.barred:
        raise Refused(say("This person declared a conflict of interest with the candidate. Choose somebody else."), "person_id")
    found.pending = True
    db.session.flush()


def sat_in(application: Application, person_id: int) -> None:
    """A trainee's practice feedback is in: from now on they see what a member of the panel sees."""
    found = _seat(application, person_id)
    found.seated, found.pending = True, False
    db.session.flush()


def bar(application: Application, person_id: int) -> None:
    """A person declared a conflict: to them the candidate does not exist from now on."""
    found = _seat(application, person_id)
    found.seated, found.pending, found.barred = False, False, True
    db.session.flush()


def _seat(application: Application, person_id: int) -> PanelSeat:
    """The seat of a person on an application, made where there is none."""
    found = db.session.scalar(select(PanelSeat).where(PanelSeat.application_id == application.id, PanelSeat.person_id == person_id))
    if found is None:
        found = PanelSeat(application_id=application.id, candidate_id=application.candidate_id, person_id=person_id, seated=False, pending=False, barred=False)
        db.session.add(found)
    return found
