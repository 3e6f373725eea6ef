"""Places on the ladder: where somebody stands, what the step asks, what has been shown, and which acts are open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hiring.accounts.actor import Actor
from hiring.core.clock import today
from hiring.core.text import Sentence
from hiring.training import policy, queries
from hiring.training.models import Promotion, Trainee
from hiring.training.queries.practice import Row
from hiring.training.rules import Record, certificate_of, lacks, may_renew, may_vote, next_step
from hiring.training.terms import DEFAULTS, Asks, Outcome, Step


@dataclass(frozen=True)
class Line:
    """Somebody in the list; no record where the reader may not know it yet."""

    trainee: Trainee
    asks: Asks
    record: Record | None


@dataclass(frozen=True)
class StepLine:
    """A step with what it asks."""

    step: Step
    asks: Asks
    version: int
    state: str = "next"


@dataclass(frozen=True)
class Place:
    """Everything on the page of one trainee."""

    trainee: Trainee
    own: bool
    steps: tuple[StepLine, ...]
    asks: Asks
    record: Record | None
    above: Step | None
    lacks: tuple[Sentence, ...]
    ends_on: date | None
    promotion: Promotion | None
    rows: tuple[Row, ...]
    guides: bool
    keeps: bool
    votes: bool
    reads_votes: bool
    renews: bool

    @property
    def pending(self) -> bool:
        """Whether Core is voting."""
        return self.promotion is not None and self.promotion.outcome is Outcome.PENDING

    @property
    def promotes(self) -> bool:
        """Whether this reader may promote or propose now."""
        return self.guides and not self.pending and self.record is not None and not self.lacks


def overview(actor: Actor) -> list[Line]:
    """Everybody whom this reader sees on the ladder: a fixed number of statements."""
    found, asks, sealed = queries.trainees(actor), queries.asks(), queries.sealed_among(actor)
    records = queries.records([trainee.person_id for trainee in found])
    return [line(trainee, asks, records, sealed) for trainee in found]


def line(trainee: Trainee, asks: Mapping[Step, Asks], records: Mapping[tuple[int, Step], Record], sealed: set[int]) -> Line:
    """One of them."""
    record = None if trainee.person_id in sealed else records.get((trainee.person_id, trainee.step), Record())
    return Line(trainee, asks[trainee.step], record)


def place(actor: Actor, trainee: Trainee) -> Place:
    """The page of one trainee for this reader."""
    asks, sealed = queries.asks(), trainee.person_id in queries.sealed_among(actor)
    record = None if sealed else queries.record_of(trainee)
    promotion, ends_on, own = queries.promotion_of(trainee), _ends_on(trainee), trainee.person_id == actor.id
    keeps = policy.keeps_ladder(actor) and not own
    votes = not sealed and _has_vote(actor, trainee, promotion)
    return Place(
        trainee=trainee,
        own=own,
        steps=tuple(_steps_of(trainee.step, asks)),
        asks=asks[trainee.step],
        record=record,
        above=next_step(trainee.step),
        lacks=tuple(lacks(trainee.step, asks[trainee.step], record, trainee.course_at)) if record else (),
        ends_on=ends_on,
        promotion=promotion,
        rows=() if sealed else tuple(queries.rows_of(trainee.person_id)),
        guides=policy.guides(actor, trainee),
        keeps=keeps,
        votes=votes,
        reads_votes=not own and not votes,
        renews=keeps and may_renew(ends_on, today("UTC")),
    )


def _has_vote(actor: Actor, trainee: Trainee, promotion: Promotion | None) -> bool:
    """Whether Core is voting and waits for this reader too."""
    if promotion is None or promotion.outcome is not Outcome.PENDING or any(each.person_id == actor.id for each in promotion.votes):
        return False
    return may_vote(actor.id, actor.roles, trainee.person_id, trainee.mentor_id)


def steps(asks: Mapping[Step, Asks], versions: Mapping[Step, int]) -> list[StepLine]:
    """Every step for the page of its numbers."""
    return [StepLine(step, asks[step], versions.get(step, 0)) for step in DEFAULTS]


def _steps_of(now: Step, asks: Mapping[Step, Asks]) -> Sequence[StepLine]:
    order = list(Step)
    states = {True: "done", False: "next"}
    return [StepLine(step, asks[step], 0, "now" if step is now else states[order.index(step) < order.index(now)]) for step in order]


def _ends_on(trainee: Trainee) -> date | None:
    role = certificate_of(Step.SOLO if trainee.step is Step.RAISER_TRAINING else trainee.step)
    return queries.certificate_ends(trainee.person_id, role) if role is not None else None
