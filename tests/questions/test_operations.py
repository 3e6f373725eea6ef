"""The bank through its operations and queries, on both databases."""

from dataclasses import replace

import pytest

from hiring.accounts.terms import Role
from hiring.core.errors import Missing, Refused, Stale
from hiring.core.text import Words
from hiring.principles.terms import Track
from hiring.questions import operations, queries
from hiring.questions.queries import Filter
from hiring.questions.terms import ProbeText, QuestionStatus, Star, Suits
from tests.factories.accounts import actor, make_person
from tests.factories.questions import make_question, question_text


@pytest.fixture
def bar_raiser(session):
    return actor(make_person("Raiser", Role.BAR_RAISER))


@pytest.fixture
def interviewer(session):
    return actor(make_person("Interviewer", Role.INTERVIEWER))


def found(actor, **wanted):
    return [question.id for question in queries.page(actor, Filter(**wanted), before=None, size=50)]


def test_probes_stand_in_star_order(session):
    question = make_question()
    session.commit()
    assert [probe.star for probe in queries.question(question.id).probes] == [Star.SITUATION, Star.RESULT]


def test_a_question_begins_as_a_draft(bar_raiser):
    make_question()
    question = operations.add(question_text(), bar_raiser)
    assert (question.status, question.author_id) == (QuestionStatus.DRAFT, bar_raiser.id)


def test_interviewers_write_nothing_but_their_own_drafts(interviewer):
    question, draft = make_question(), make_question(active=False)
    for act in (
        lambda: operations.change(question, question_text(), interviewer, question.version),
        lambda: operations.change(draft, question_text(), interviewer, draft.version),
        lambda: operations.send(draft, interviewer),
        lambda: operations.activate(draft, interviewer),
        lambda: operations.send_back(draft, "No.", interviewer),
        lambda: operations.retire(question, interviewer),
        lambda: operations.leak(question, interviewer),
        lambda: operations.bring_back(question, interviewer),
    ):
        with pytest.raises(Missing):
            act()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"principle_key": "unknown"}, "principle_key"),
        ({"text": Words()}, "text_en"),
        ({"probes": tuple(ProbeText(Star.TASK, Words(en=f"{n}?")) for n in range(7))}, "probes"),
        ({"probes": (ProbeText(Star.TASK, Words()),)}, "probes"),
    ],
)
def test_what_cannot_stand_is_refused(session, more, field):
    make_question()
    with pytest.raises(Refused) as refusal:
        operations.add(question_text(**more), None)
    assert refusal.value.field == field


def test_a_question_without_probes_is_not_activated(session):
    question = make_question(active=False, probes=())
    with pytest.raises(Refused):
        operations.activate(question, None)
    assert question.status is QuestionStatus.DRAFT


def test_a_stale_change_is_refused(session):
    question = make_question(active=False)
    seen = question.version
    operations.change(question, question_text("Another."), None, seen)
    with pytest.raises(Stale):
        operations.change(question, question_text("A third."), None, seen)
    assert str(queries.question(question.id).text) == "Another."


def test_a_retired_question_comes_back(session):
    question = make_question()
    operations.retire(question, None)
    assert question.retired_at is not None
    operations.bring_back(question, None)
    session.commit()
    assert (question.status, question.retired_at) == (QuestionStatus.ACTIVE, None)


def test_interviewers_see_active_questions_only(interviewer, bar_raiser):
    active, draft = make_question(), make_question(active=False)
    assert found(interviewer) == [active.id]
    assert set(found(bar_raiser)) == {active.id, draft.id}
    with pytest.raises(Missing):
        queries.question_for(interviewer, draft.id)
    assert found(interviewer, status=QuestionStatus.DRAFT) == []


def test_search_finds_both_languages_and_two_characters(bar_raiser):
    english, japanese = make_question("A MISTAKE you made 100%"), make_question("", text=Words(ja="失敗から学んだことを教えてください。"))
    assert found(bar_raiser, search="mistake") == [english.id]
    assert found(bar_raiser, search="失敗") == [japanese.id]
    assert found(bar_raiser, search="100%") == [english.id]
    assert found(bar_raiser, search="_00%") == []
    assert set(found(bar_raiser, search="どこ")) == {english.id, japanese.id}


def test_filters_and_pages(bar_raiser):
    made = [make_question(suits=Suits.MANAGER if number % 2 else Suits.ANY, principle_key="own-it" if number < 2 else "customer-first") for number in range(5)]
    assert set(found(bar_raiser, suits=Suits.MANAGER)) == {made[1].id, made[3].id}
    assert set(found(bar_raiser, principle_key="own-it")) == {made[0].id, made[1].id}
    first = queries.page(bar_raiser, Filter(), before=None, size=2)
    assert len(first) == 3
    rest = queries.page(bar_raiser, Filter(), before=first[1].id, size=9)
    assert {question.id for question in [*first[:2], *rest]} == {question.id for question in made}


def test_a_plan_draws_what_suits_the_track(session):
    anybody, manager, single = make_question(), make_question(suits=Suits.MANAGER), make_question(suits=Suits.INDIVIDUAL)
    make_question(active=False)
    make_question(principle_key="own-it")
    assert {offer.question.id for offer in queries.offers(["customer-first"], Track.MANAGER)} == {anybody.id, manager.id}
    assert {offer.question.id for offer in queries.offers(["customer-first"], Track.INDIVIDUAL)} == {anybody.id, single.id}


def test_a_shipped_question_is_found_by_its_key(session):
    make_question()
    question = operations.add(replace(question_text(), suits=Suits.ANY), None, "shipped-1")
    assert queries.by_key("shipped-1").id == question.id
