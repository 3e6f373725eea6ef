"""Candidates as pages show them: only shown stages, and only what this person may read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.candidates import queries, rules
from hiring.candidates.models import Candidate, Note, Resume, Screen, StageChange
from hiring.candidates.queries import Listed, Seen
from hiring.candidates.sections import Filled, filled
from hiring.candidates.terms import ENDED, ENDING, NEWS, Act, Stage
from hiring.core.text import Words
from hiring.web.paging import Page, cut

_TONES = {Stage.SCREENING: "accent", Stage.LOOP: "accent", Stage.DEBRIEF: "warn", Stage.OFFER: "ok", Stage.HIRED: "ok"}


class _OfApplication(Protocol):
    """A row that belongs to an application."""

    @property
    def application_id(self) -> int:
        """The application."""


Row = TypeVar("Row", bound=_OfApplication)


@dataclass(frozen=True)
class StageLine:
    """An opening with the shown stage of the application for it."""

    opening: Words
    opening_id: int
    stage: Stage

    @property
    def tone(self) -> str:
        """The colour of the stage's pill."""
        return _TONES.get(self.stage, "")


@dataclass(frozen=True)
class CandidateLine:
    """One candidate of the list."""

    candidate: Listed
    stages: list[StageLine]


@dataclass(frozen=True)
class Card:
    """One application on the candidate's page."""

    id: int
    since: datetime
    line: StageLine
    full: bool
    sealed: bool
    version: str
    acts: list[Act]
    notes: list[Note] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)
    changes: list[StageChange] = field(default_factory=list)
    sections: list[Filled] = field(default_factory=list)


@dataclass(frozen=True)
class Dossier:
    """Everything a person may see of a candidate."""

    candidate: Candidate
    full: bool
    recruits: bool
    sealed: bool
    cards: list[Card]
    resumes: list[Resume]


def line_of(seen: Seen) -> StageLine:
    """The opening and the shown stage."""
    return StageLine(seen.opening.title, seen.opening.id, seen.stage)


def candidate_page(actor: Actor, rows: Sequence[Listed], size: int) -> Page[CandidateLine]:
    """A page of the list with the applications of everybody on it."""
    standings = queries.standings_of(actor, [candidate.id for candidate in rows])
    lines = [CandidateLine(candidate, [StageLine(each.opening, each.opening_id, each.stage) for each in standings.get(candidate.id, ())]) for candidate in rows]
    return cut(lines, size, lambda line: line.candidate.id)


def dossier(actor: Actor, candidate_id: int) -> Dossier:
    """A candidate's page, in a fixed number of statements."""
    candidate = queries.candidate_for(actor, candidate_id)
    seen = sorted(queries.applications_of(actor, [candidate_id]).get(candidate_id, []), key=lambda each: each.stage in ENDED)
    full = any(each.sight.full for each in seen) or not seen
    notes, screens = queries.notes(actor, candidate_id), queries.screens(actor, candidate_id)
    changes, sections = queries.stage_changes(actor, candidate_id), filled(actor, [each.application.id for each in seen])
    cards = [_card(each, _of(each, notes), _of(each, screens), _of(each, changes), sections[each.application.id]) for each in seen]
    recruits = actor.has(Role.RECRUITER)
    resumes = queries.resumes_of(candidate_id) if full else []
    return Dossier(candidate, full, recruits and full, any(each.sight.blind for each in seen), cards, resumes)


def _card(seen: Seen, notes: list[Note], screens: list[Screen], changes: list[StageChange], sections: list[Filled]) -> Card:
    row, sight = seen.application, seen.sight
    return Card(row.id, row.created_at, line_of(seen), sight.full, sight.blind, version_of(seen), acts_of(seen), notes, screens, changes, sections)


def _of(seen: Seen, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.application_id == seen.application.id]


def version_of(seen: Seen) -> str:
    """The version a form is filled from; nothing for somebody who owes feedback, since it counts the moves of others."""
    return "" if seen.sight.blind else str(seen.application.version)


def acts_of(seen: Seen) -> list[Act]:
    """What this person can do with an application now: what leads on, what is written down, what ends it."""
    sight = seen.sight
    moves = [*_news_of(seen), *_moves_of(seen)] if sight.steers and not sight.blind else []
    words = [*([Act.SCREEN] if sight.steers and seen.stage not in ENDED else []), *([Act.NOTE] if sight.works else [])]
    return [*(act for act in moves if act not in ENDING), *words, *(act for act in moves if act in ENDING)]


def _news_of(seen: Seen) -> list[Act]:
    """Whether the candidate is still to hear of it."""
    return [Act.TOLD] if seen.stage in NEWS and seen.application.told_at is None else []


def _moves_of(seen: Seen) -> list[Act]:
    """The moves that the table allows from here."""
    if seen.stage in ENDED:
        return [Act.REOPEN] if seen.application.resting_stage else []
    ways = {
        Stage.SCREENING: Act.SCREENING,
        Stage.HIRED: Act.HIRED,
        Stage.REJECTED: Act.REJECT,
        Stage.WITHDRAWN: Act.DECLINE if seen.stage is Stage.OFFER else Act.WITHDRAW,
    }
    return [act for to_stage, act in ways.items() if (seen.stage, to_stage) in rules.MOVES]
