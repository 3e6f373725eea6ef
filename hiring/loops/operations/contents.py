"""What an interview holds: its principles and its questions, and an interview made with all of it."""

from collections.abc import Collection, Sequence

from hiring.core.errors import Missing, Refused
from hiring.core.text import N_, say
from hiring.db.session import db
from hiring.loops import queries
from hiring.loops.models import AskedQuestion, Assignment, Interview
from hiring.loops.operations.seating import place, require_eligible, store, take_seat
from hiring.loops.queries import Bank, Plan
from hiring.loops.rules import life
from hiring.loops.terms import Appointment, Seat
from hiring.questions.models import Question
from hiring.questions.rules import proposed, swapped
from hiring.questions.terms import QuestionStatus

_ELSEWHERE = N_("“%(question)s” belongs to a principle that this interview does not cover. Assign the principle first, or choose another question.")
_TWICE = N_("No question is asked twice in a loop: %(name)s already asks “%(question)s”. Choose another one.")
_HEARD = N_("This candidate was asked “%(question)s” in another loop less than two years ago. Choose another one.")


def made(plan: Plan, bank: Bank, person_id: int, seat: Seat, appointment: Appointment, principle_ids: Collection[int] = (), question_ids: Sequence[int] = ()) -> Interview:
    """A new interview of a plan, with its person, hour, principles and questions checked; where none are named, questions are proposed."""
    seat = require_eligible(plan, person_id, seat)
    interview = Interview(loop_id=plan.loop.id, interviewer_id=person_id, seat=seat, zone=plan.loop.zone, principles=[], questions=[])
    place(interview, appointment, plan.loop.zone)
    db.session.add(interview)
    store(interview)
    take_seat(plan.loop, person_id)
    fresh = set_principles(interview, plan, principle_ids)
    if question_ids:
        set_questions(interview, plan, bank, question_ids)
    else:
        propose_questions(interview, plan, bank, fresh)
    return interview


def set_principles(interview: Interview, plan: Plan, principle_ids: Collection[int]) -> list[int]:
    """Give an interview its principles, in the opening's order; questions about others leave with them. Says which are new."""
    order = [need.principle_id for need in plan.needs if need.principle_id in set(principle_ids)]
    if len(order) < len(set(principle_ids)):
        raise Refused(say("An interview asks only about what this opening requires. Choose from its principles and competencies."))
    kept = {assignment.principle_id: assignment for assignment in interview.principles if assignment.principle_id in order}
    interview.principles = [kept.get(principle_id) or Assignment(principle_id=principle_id) for principle_id in order]
    for position, assignment in enumerate(interview.principles):
        assignment.position = position
    keys = keys_of(plan, order)
    _ask(interview, [asked.question for asked in interview.questions if asked.question.principle_key in keys])
    return [principle_id for principle_id in order if principle_id not in kept]


def keys_of(plan: Plan, principle_ids: Collection[int]) -> dict[str, None]:
    """The keys by which the bank knows these principles, in the opening's order."""
    return {requirement.principle.key: None for requirement in plan.loop.application.opening.requirements if requirement.principle_id in principle_ids}


def propose_questions(interview: Interview, plan: Plan, bank: Bank, principle_ids: Collection[int]) -> None:
    """Give each of these principles the question whose turn it is: fit for the track, new to the loop and to the candidate."""
    asked = [each.question for each in interview.questions]
    for key in keys_of(plan, principle_ids):
        turn = proposed([each.turn for each in bank.offers], key, _taken(interview, plan, bank) | {each.root_id for each in asked})
        if turn is not None and len(asked) < life.QUESTIONS_MOST and key not in {each.principle_key for each in asked}:
            asked.append(bank.question(turn.question_id))
    _ask(interview, asked)


def swap(interview: Interview, plan: Plan, bank: Bank, question_id: int) -> None:
    """Put the next question of the rotation in the place of one, where there is another."""
    asked = [each.question for each in interview.questions]
    place = next((number for number, each in enumerate(asked) if each.id == question_id), None)
    if place is None:
        raise Missing
    old = asked[place]
    turn = swapped([each.turn for each in bank.offers], old.principle_key, _taken(interview, plan, bank) | {each.root_id for each in asked}, old.root_id)
    if turn is None:
        raise Refused(say("The bank has no other question for this principle that is new to this loop and to this candidate. Propose one to the bank."))
    _ask(interview, [*asked[:place], bank.question(turn.question_id), *asked[place + 1 :]])


def set_questions(interview: Interview, plan: Plan, bank: Bank, question_ids: Sequence[int]) -> None:
    """Give an interview its questions: active ones about its principles, each once in the loop (invariant 3), none that the candidate knows."""
    wanted = list(dict.fromkeys(question_ids))
    if len(wanted) > life.QUESTIONS_MOST:
        raise Refused(say("Nobody asks more than %(most)s questions in one interview. Keep those that matter.", most=life.QUESTIONS_MOST), "questions")
    found = queries.questions_by_id(wanted)
    keys = keys_of(plan, [assignment.principle_id for assignment in interview.principles])
    for question_id in wanted:
        _require_askable(found.get(question_id), keys, bank)
    _require_once(interview, plan, [found[question_id] for question_id in wanted])
    _ask(interview, [found[question_id] for question_id in wanted])


def _ask(interview: Interview, questions: Sequence[Question]) -> None:
    """Write down what an interview asks, in this order."""
    if [asked.question_id for asked in interview.questions] == [question.id for question in questions]:
        db.session.flush()
        return
    interview.questions = []
    db.session.flush()
    interview.questions = [
        AskedQuestion(loop_id=interview.loop_id, question_id=question.id, question=question, root_id=question.root_id, position=position)
        for position, question in enumerate(questions)
    ]
    db.session.flush()


def _taken(interview: Interview, plan: Plan, bank: Bank) -> set[int]:
    """What other interviews of the loop ask, and what the candidate was asked before."""
    return {asked.root_id for other in plan.planned if other.id != interview.id for asked in other.questions} | bank.heard


def _require_askable(question: Question | None, keys: Collection[str], bank: Bank) -> None:
    """A question that the loop had already may stay, whatever became of it since."""
    if question is None or (question.status is not QuestionStatus.ACTIVE and question.root_id not in bank.had):
        raise Refused(say("Only active questions of the bank are asked. Choose from the list."), "questions")
    if question.principle_key not in keys:
        raise Refused(say(_ELSEWHERE, question=question.text), "questions")
    if question.root_id in bank.heard - bank.had:
        raise Refused(say(_HEARD, question=question.text), "questions")


def _require_once(interview: Interview, plan: Plan, wanted: Sequence[Question]) -> None:
    roots = {question.root_id for question in wanted}
    for other in plan.planned:
        if other.id != interview.id:
            for asked in other.questions:
                if asked.root_id in roots:
                    raise Refused(say(_TWICE, name=other.interviewer.name, question=asked.question.text), "questions")
