"""What loops tell of the questions they asked, set by the floors above."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from hiring.core.clock import now
from hiring.db.session import db
from hiring.questions.models import QuestionUse
from hiring.questions.rules import Heard, counted, shown


def released(root_ids: Collection[int]) -> None:
    """A plan was released with these questions: they go to the end of the rotation."""
    for use in _held(root_ids).values():
        use.released_at = now()
    db.session.flush()


def decided(heard: Mapping[int, Sequence[Heard]]) -> None:
    """A loop was decided: what was heard on each of its questions, by root."""
    for root_id, use in _held(heard).items():
        use.counts = counted(use.counts, heard[root_id])
        use.shown = shown(use.shown, use.counts)
    db.session.flush()


def _held(root_ids: Collection[int]) -> dict[int, QuestionUse]:
    """The rows of these questions, held against others who count, in one order."""
    held = select(QuestionUse).where(QuestionUse.root_id.in_(root_ids)).order_by(QuestionUse.root_id).with_for_update()
    return {use.root_id: use for use in db.session.scalars(held)}
