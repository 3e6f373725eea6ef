"""What an interview holds: its principles and its questions, and an interview made with all of it."""

from collections.abc import Collection, Sequence

from hiring.core.errors import Refused
from hiring.core.text import N_, say
from hiring.db.session import db
from hiring.loops import queries
from hiring.loops.models import AskedQuestion, Assignment, Interview
from hiring.loops.operations.seating import place, require_eligible, store, take_seat
from hiring.loops.queries import Plan
from hiring.loops.rules import life
from hiring.loops.terms import Appointment, Seat
from hiring.questions.terms import QuestionStatus

_ELSEWHERE = N_("“%(question)s” belongs to a principle that this interview does not cover. Assign the principle first, or choose another question.")
_TWICE = N_("No question is asked twice in a loop: %(name)s already asks “%(question)s”. Choose another one.")


def made(plan: Plan, person_id: int, seat: Seat, appointment: Appointment, principle_ids: Collection[int] = (), question_ids: Sequence[int] = ()) -> Interview:
    """A new interview of a plan, with its person, hour, principles and questions checked."""
    seat = require_eligible(plan, person_id, seat)
    interview = Interview(loop_id=plan.loop.id, interviewer_id=person_id, seat=seat, zone=plan.loop.zone, principles=[], questions=[])
    place(interview, appointment, plan.loop.zone)
    db.session.add(interview)
    store(interview)
    take_seat(plan.loop, person_id)
    set_principles(interview, plan, principle_ids)
    set_questions(interview, plan, question_ids)
    return interview


def set_principles(interview: Interview, plan: Plan, principle_ids: Collection[int]) -> None:
    """Give an interview its principles, in the opening's order; questions about others leave with them."""
    order = [need.principle_id for need in plan.needs if need.principle_id in set(principle_ids)]
    if len(order) < len(set(principle_ids)):
        raise Refused(say("An interview asks only about what this opening requires. Choose from its principles and competencies."))
    kept = {assignment.principle_id: assignment for assignment in interview.principles if assignment.principle_id in order}
    interview.principles = [kept.get(principle_id) or Assignment(principle_id=principle_id) for principle_id in order]
    for position, assignment in enumerate(interview.principles):
        assignment.position = position
    keys = keys_of(plan, order)
    interview.questions = [asked for asked in interview.questions if asked.question.principle_key in keys]
    db.session.flush()


def keys_of(plan: Plan, principle_ids: Collection[int]) -> set[str]:
    """The keys by which the bank knows these principles."""
    return {requirement.principle.key for requirement in plan.loop.application.opening.requirements if requirement.principle_id in principle_ids}


def set_questions(interview: Interview, plan: Plan, question_ids: Sequence[int]) -> None:
    """Give an interview its questions: active ones about its principles, each once in the loop (invariant 3)."""
    wanted = list(dict.fromkeys(question_ids))
    had = {asked.question_id for asked in interview.questions}
    _require_askable(interview, plan, wanted, had)
    interview.questions = []
    db.session.flush()
    interview.questions = [AskedQuestion(loop_id=interview.loop_id, question_id=question_id, position=position) for position, question_id in enumerate(wanted)]
    db.session.flush()


def _require_askable(interview: Interview, plan: Plan, wanted: list[int], had: set[int]) -> None:
    if len(wanted) > life.QUESTIONS_MOST:
        raise Refused(say("Nobody asks more than %(most)s questions in one interview. Keep those that matter.", most=life.QUESTIONS_MOST), "questions")
    found = queries.questions_by_id(wanted)
    keys = keys_of(plan, [assignment.principle_id for assignment in interview.principles])
    for question_id in wanted:
        question = found.get(question_id)
        if question is None or (question.status is not QuestionStatus.ACTIVE and question_id not in had):
            raise Refused(say("Only active questions of the bank are asked. Choose from the list."), "questions")
        if question.principle_key not in keys:
            raise Refused(say(_ELSEWHERE, question=question.text), "questions")
    _require_once(interview, plan, wanted)


def _require_once(interview: Interview, plan: Plan, wanted: list[int]) -> None:
    for other in plan.planned:
        if other.id != interview.id:
            for asked in other.questions:
                if asked.question_id in wanted:
                    raise Refused(say(_TWICE, name=other.interviewer.name, question=asked.question.text), "questions")
