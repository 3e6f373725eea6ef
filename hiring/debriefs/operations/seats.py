"""Seats in a debrief that are taken after it was opened."""

from hiring.db.session import db
from hiring.debriefs.models import Debrief, Member


def seat_of(debrief: Debrief, person_id: int) -> Member:
    """The seat of somebody of the room; a successor named after the debrief was opened takes theirs now, without a vote."""
    taken = next((member for member in debrief.members if member.person_id == person_id), None)
    if taken is None:
        taken = Member(debrief_id=debrief.id, person_id=person_id, votes=False)
        db.session.add(taken)
    return taken
