"""What the page of a question says: what can be done with it now, its versions, and what decided loops tell of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hiring.accounts.actor import Actor
from hiring.principles.terms import Rating
from hiring.questions import policy
from hiring.questions.models import Question, QuestionUse
from hiring.questions.terms import OPEN, QuestionStatus

_SPREAD = (Rating.WELL_BELOW_BAR, Rating.BELOW_BAR, Rating.MEETS_BAR, Rating.RAISES_BAR, Rating.NO_DATA)


@dataclass(frozen=True)
class Acts:
    """What this reader can do with a question as it stands."""

    edit: bool = False
    propose: bool = False
    review: bool = False
    waits: bool = False
    retire: bool = False
    leak: bool = False
    bring_back: bool = False


@dataclass(frozen=True)
class Told:
    """What decided loops tell of a question, in full tens of ratings."""

    asked: int
    spread: tuple[tuple[Rating, int], ...]
    evidence: int

    @property
    def share(self) -> int:
        """In how many of a hundred interviews evidence came of it."""
        return round(100 * self.evidence / self.asked)


@dataclass(frozen=True)
class QuestionPage:
    """Everything that the page says besides the words of the question."""

    acts: Acts
    editions: tuple[Question, ...]
    newest: Question
    told: Told | None


def page(question: Question, editions: Sequence[Question], uses: QuestionUse | None, actor: Actor, *, others: bool) -> QuestionPage:
    """A question for this reader; `others` says whether somebody other than its author may review it."""
    return QuestionPage(acts(question, editions, actor, others=others), tuple(editions), editions[0], told(uses.shown if uses else {}))


def acts(question: Question, editions: Sequence[Question], actor: Actor, *, others: bool) -> Acts:
    """What can be done next, by where the question stands and who reads."""
    known = any(each.leaked_at is not None for each in editions)
    mine = policy.edits(actor, question) and not known
    asked = _of_keeper(question, editions, known) if policy.writes(actor) else Acts()
    in_review = question.status is QuestionStatus.REVIEW
    reviews = in_review and _reviews(question, actor, others)
    return replace(asked, edit=mine and _newest(question, editions), propose=mine and question.status is QuestionStatus.DRAFT, review=reviews, waits=in_review and not reviews)


def _reviews(question: Question, actor: Actor, others: bool) -> bool:
    return policy.writes(actor) and (question.author_id != actor.id or not others)


def _newest(question: Question, editions: Sequence[Question]) -> bool:
    """Whether no later edition was begun or took its place."""
    begun = question.status not in OPEN and any(each.status in OPEN for each in editions)
    return not begun and question.status is not QuestionStatus.REPLACED


def _of_keeper(question: Question, editions: Sequence[Question], known: bool) -> Acts:
    """What those who care for the bank can do with a question that is or was asked."""
    return Acts(
        retire=question.status is QuestionStatus.ACTIVE,
        leak=question.status in (QuestionStatus.ACTIVE, QuestionStatus.RETIRED) and not known,
        bring_back=question.status is QuestionStatus.RETIRED and not known and not any(each.status is QuestionStatus.ACTIVE for each in editions),
    )


def told(shown: Mapping[str, int]) -> Told | None:
    """The counts that may be shown; nothing below ten ratings."""
    if not shown:
        return None
    return Told(shown["asked"], tuple((rating, shown.get(rating.value, 0)) for rating in _SPREAD), shown.get("evidence", 0))
