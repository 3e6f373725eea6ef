"""Telling a candidate how it went."""

from datetime import date

from hiring.candidates.models import Application
from hiring.candidates.operations import mark_told
from hiring.db.session import db
from hiring.seeding.demo.clockwork import Story
from hiring.seeding.demo.world import World


def told(world: World, application_id: int, recruiter: str, day: date) -> Story:
    """The recruiter calls, and says so."""
    yield world.at(recruiter, day, "11:40")
    mark_told(db.session.get_one(Application, application_id), world.actor(recruiter))
