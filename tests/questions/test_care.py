"""The life of a question on both databases: proposed, reviewed by somebody else, asked in editions, known outside."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hiring.accounts.terms import Role
from hiring.audit.models import AuditEntry
from hiring.core.errors import Missing, Refused
from hiring.core.text import Words
from hiring.questions import operations, queries
from hiring.questions.presenters import acts
from hiring.questions.queries import Filter
from hiring.questions.terms import QuestionStatus
from tests.factories.accounts import actor, make_person
from tests.factories.principles import adopted_set
from tests.factories.questions import make_question, question_text


@pytest.fixture
def keeper(session):
    adopted_set()
    return actor(make_person("Keeper", Role.BAR_RAISER))


@pytest.fixture
def other(session):
    return actor(make_person("Other", Role.RECRUITER))


@pytest.fixture
def interviewer(session):
    return actor(make_person("Interviewer", Role.INTERVIEWER))


def stands(question):
    return queries.question(question.id).status


def events(session):
    session.commit()
    return [entry.event.value for entry in session.query(AuditEntry).order_by(AuditEntry.number)]


def test_an_interviewer_proposes_and_a_keeper_reviews(keeper, interviewer, session):
    question = operations.add(question_text(), interviewer)
    operations.send(question, interviewer)
    assert stands(question) is QuestionStatus.REVIEW
    assert queries.waiting(keeper) == 1 and queries.waiting(interviewer) == 0
    operations.activate(question, keeper)
    assert stands(question) is QuestionStatus.ACTIVE
    assert queries.question(question.id).reviewer_id == keeper.id
    assert events(session)[-3:] == ["question.added", "question.proposed", "question.activated"]


def test_nobody_reviews_their_own_words_while_somebody_else_can(keeper, other):
    question = operations.add(question_text(), keeper)
    operations.send(question, keeper)
    with pytest.raises(Refused, match="other than its author"):
        operations.activate(question, keeper)
    operations.change(question, question_text("In the words of the other."), other, queries.question(question.id).version)
    with pytest.raises(Refused, match="other than its author"):
        operations.activate(question, other)
    operations.activate(question, keeper)
    assert stands(question) is QuestionStatus.ACTIVE


def test_a_house_with_one_keeper_is_not_locked_out(keeper):
    question = operations.add(question_text(), keeper)
    operations.send(question, keeper)
    operations.activate(question, keeper)
    assert stands(question) is QuestionStatus.ACTIVE


def test_a_draft_is_not_activated_without_review(keeper, other):
    question = operations.add(question_text(), keeper)
    with pytest.raises(Refused, match="while it is in review"):
        operations.activate(question, other)


def test_a_question_without_probes_is_not_proposed(keeper):
    question = operations.add(question_text(probes=()), keeper)
    with pytest.raises(Refused, match="one to"):
        operations.send(question, keeper)


def test_what_was_sent_back_carries_its_note_until_it_is_proposed_again(keeper, interviewer):
    question = operations.add(question_text(), interviewer)
    operations.send(question, interviewer)
    with pytest.raises(Refused, match="what the question needs"):
        operations.send_back(question, "  ", keeper)
    operations.send_back(question, "Ask for one case.", keeper)
    assert (stands(question), question.review_note) == (QuestionStatus.DRAFT, "Ask for one case.")
    operations.send(question, interviewer)
    assert question.review_note == ""


def test_an_author_sees_the_own_draft_and_nobody_elses(keeper, interviewer):
    mine, theirs = operations.add(question_text(), interviewer), operations.add(question_text(), keeper)
    assert [each.id for each in queries.page(interviewer, Filter(), before=None, size=9)] == [mine.id]
    with pytest.raises(Missing):
        queries.question_for(interviewer, theirs.id)


def test_a_change_of_what_is_asked_is_the_next_edition(keeper, other, session):
    first = make_question("First words?")
    second = operations.change(first, question_text("Second words?"), keeper, first.version)
    assert (second.root_id, second.edition, second.status) == (first.id, 2, QuestionStatus.DRAFT)
    assert stands(first) is QuestionStatus.ACTIVE and queries.question(first.id).text == Words(en="First words?")
    with pytest.raises(Refused, match="next version of this question is being written"):
        operations.change(first, question_text("Third?"), other, first.version)
    operations.send(second, keeper)
    operations.activate(second, other)
    assert (stands(first), stands(second)) == (QuestionStatus.REPLACED, QuestionStatus.ACTIVE)
    assert [each.edition for each in queries.editions(first.id)] == [2, 1]
    with pytest.raises(Refused, match="Edit the newest version"):
        operations.change(first, question_text("Late?"), other, first.version)
    assert [each.id for each in queries.page(keeper, Filter(), before=None, size=9)] == [second.id]
    assert [each.id for each in queries.page(keeper, Filter(status=QuestionStatus.REPLACED), before=None, size=9)] == [first.id]


def test_the_database_keeps_the_words_of_what_was_asked(keeper, session):
    question = make_question()
    session.commit()
    for statement in (
        'UPDATE question SET text = \'{"en": "Other"}\' WHERE id = :id',
        "UPDATE probe SET star = 'task' WHERE question_id = :id",
        "DELETE FROM probe WHERE question_id = :id",
    ):
        with pytest.raises(DBAPIError, match="keeps the words"):
            session.execute(text(statement), {"id": question.id})
        session.rollback()


def test_known_outside_retires_every_edition_for_good(keeper, other, session):
    first = make_question("First?")
    second = operations.change(first, question_text("Second?"), keeper, first.version)
    operations.send(second, keeper)
    operations.activate(second, other)
    third = operations.change(second, question_text("Third?"), keeper, queries.question(second.id).version)
    operations.leak(second, keeper)
    session.commit()
    assert [(each.edition, each.status.value, each.leaked_at is not None) for each in queries.editions(first.id)] == [
        (3, "draft", False),
        (2, "retired", True),
        (1, "replaced", True),
    ]
    for act in (lambda: operations.bring_back(second, keeper), lambda: operations.send(third, keeper), lambda: operations.activate(third, None)):
        with pytest.raises(Refused, match="known outside"):
            act()
    assert events(session).count("question.leaked") == 1


def test_a_draft_cannot_leak(keeper):
    with pytest.raises(Refused, match="Nobody was asked"):
        operations.leak(operations.add(question_text(), keeper), keeper)


def test_a_retired_question_comes_back_only_as_the_newest(keeper, other):
    first = make_question("First?")
    second = operations.change(first, question_text("Second?"), keeper, first.version)
    operations.send(second, keeper)
    operations.activate(second, other)
    with pytest.raises(Refused, match="newest version"):
        operations.bring_back(first, keeper)
    with pytest.raises(Refused, match="Only a question that is asked"):
        operations.retire(first, keeper)


def test_the_page_offers_what_can_be_done_and_nothing_else(keeper, other, interviewer):
    question = operations.add(question_text(), interviewer)

    def offered(who):
        found = acts(queries.question(question.id), queries.editions(question.root_id), who, others=True)
        return {name for name, on in vars(found).items() if on}

    assert offered(interviewer) == offered(keeper) == {"edit", "propose"}
    operations.send(question, interviewer)
    assert (offered(interviewer), offered(keeper)) == ({"edit", "waits"}, {"edit", "review"})
    operations.activate(question, keeper)
    assert (offered(interviewer), offered(keeper)) == (set(), {"edit", "retire", "leak"})
    operations.retire(question, keeper)
    assert offered(other) == {"edit", "leak", "bring_back"}
    operations.leak(question, keeper)
    assert offered(keeper) == set()
