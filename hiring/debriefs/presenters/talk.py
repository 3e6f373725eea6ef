"""The talk: grid of votes and ratings, and each principle with its voices, evidence side by side, and verdict."""

from dataclasses import dataclass

from hiring.accounts.models import Person
from hiring.core.terms import Term
from hiring.core.text import Words
from hiring.debriefs.models import Verdict
from hiring.debriefs.presenters.room import role_of
from hiring.debriefs.queries import rooms
from hiring.debriefs.queries.scenes import Scene
from hiring.debriefs.rules.findings import Rated, widest_first
from hiring.feedback.models import Evidence, Feedback
from hiring.feedback.presenters import receipt
from hiring.feedback.queries import content_of
from hiring.feedback.terms import Vote
from hiring.principles.terms import SCORES, Rating


@dataclass(frozen=True)
class Voice:
    """What one interviewer brought on one principle."""

    person: Person
    rating: Rating
    reason: str
    evidence: list[Evidence]


@dataclass(frozen=True)
class Topic:
    """A principle to talk about, with its place in the talk."""

    id: int
    name: Words
    number: int
    rated: Rated
    voices: list[Voice]
    verdict: Verdict | None

    @property
    def gap(self) -> tuple[Rating, Rating] | None:
        """The lowest and the highest rating where they differ."""
        scale = sorted((rating for rating in self.rated.ratings if rating is not Rating.NO_DATA), key=SCORES.__getitem__)
        return (scale[0], scale[-1]) if self.rated.spread else None

    @property
    def cited(self) -> frozenset[int]:
        """The evidence that the verdict cites."""
        return rooms.finding(self.verdict).cited if self.verdict else frozenset()

    @property
    def stories(self) -> list[int]:
        """Every piece of evidence on this principle."""
        return [each.id for voice in self.voices for each in voice.evidence]

    @property
    def least_senior_first(self) -> list[Person]:
        """The voices in the order in which they should be asked."""
        return sorted((voice.person for voice in self.voices), key=lambda person: (person.level, person.name_key))


@dataclass(frozen=True)
class Row:
    """One interviewer in the grid."""

    person: Person
    role: Term | None
    first: Vote
    final: Vote | None
    reason: str
    ratings: dict[int, Rating]

    @property
    def changed(self) -> bool:
        """Whether the second vote differs from the first."""
        return self.final is not None and self.final is not self.first


def topics(scene: Scene) -> list[Topic]:
    """Required principles by disagreement, the widest gap first."""
    debrief = scene.debrief
    if debrief is None:
        return []
    names, verdicts = rooms.required(debrief), {verdict.principle_id: verdict for verdict in debrief.verdicts}
    voices = {principle: _voices(principle, scene.feedbacks) for principle in names}
    rated = [Rated(principle, position, tuple(voice.rating for voice in voices[principle])) for position, principle in enumerate(names)]
    return [
        Topic(each.principle, names[each.principle], number, each, voices[each.principle], verdicts.get(each.principle)) for number, each in enumerate(widest_first(rated), start=1)
    ]


def _voices(principle: int, feedbacks: list[Feedback]) -> list[Voice]:
    """Everybody who rated a principle, in the order of the interviews."""
    return [
        Voice(feedback.author, rating.rating, rating.reason, [each for each in feedback.evidence if each.principle_id == principle])
        for feedback in feedbacks
        for rating in feedback.ratings
        if rating.principle_id == principle
    ]


def rows(scene: Scene) -> list[Row]:
    """The grid: first and final vote of everybody who gave feedback, with their ratings."""
    return [_row(feedback, scene) for feedback in scene.feedbacks]


def _row(feedback: Feedback, scene: Scene) -> Row:
    """One interviewer's row."""
    final = scene.finals.get(feedback.author_id)
    ratings = {rating.principle_id: rating.rating for rating in feedback.ratings}
    return Row(feedback.author, role_of(feedback.author_id, scene.loop), feedback.vote, final.vote if final else None, final.reason if final else "", ratings)


def chosen(listed: list[Topic], asked: int | None) -> Topic | None:
    """The topic asked for, else the first without a verdict, else the first."""
    found = next((topic for topic in listed if topic.id == asked), None)
    return found or next((topic for topic in listed if topic.verdict is None), listed[0] if listed else None)


def following(listed: list[Topic], now: Topic) -> Topic | None:
    """The next topic without a verdict after this one, or else before it."""
    around = listed[now.number :] + listed[: now.number - 1]
    return next((topic for topic in around if topic.verdict is None), None)


@dataclass(frozen=True)
class OwnReceipt:
    """The receipt that a reader was given when they sealed their feedback, made again from what stands here."""

    text: str
    matches: bool


def own_receipt(scene: Scene) -> OwnReceipt | None:
    """Whether the reader's own vote and evidence stand in this debrief as they were sealed; nothing for who gave none."""
    own = next((each for each in scene.feedbacks if each.author_id == scene.actor.id), None)
    if own is None:
        return None
    made = content_of(own).commitment(own.salt)
    return OwnReceipt(receipt(made), made == own.commitment)


def stories(scene: Scene) -> list[tuple[Person, Evidence]]:
    """Every story of the loop with the interviewer who heard it."""
    return [(feedback.author, each) for feedback in scene.feedbacks for each in feedback.evidence]
