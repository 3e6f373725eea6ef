"""Principle sets through their operations, on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from hiring.accounts.terms import Role
from hiring.core.errors import Missing, Refused, Stale
from hiring.core.text import Words
from hiring.principles import operations, queries
from hiring.principles.terms import SCALE, PrincipleKind, SetGap, SetStatus, Track
from tests.factories.accounts import actor, make_person
from tests.factories.principles import adopted_set, anchors, draft_set, principle_text, words


@pytest.fixture
def core(session):
    return actor(make_person("Core", Role.CORE))


def named(draft, key):
    return queries.principle(next(principle.id for principle in queries.of_set(draft.id) if principle.key == key))


def test_a_set_begins_as_a_draft(core):
    draft = operations.create_set("", words("Our Way"), words(""), core)
    assert (draft.key, draft.number, draft.status, draft.created_by) == ("our-way", 1, SetStatus.DRAFT, core.id)


def test_a_set_without_a_latin_name_gets_a_key_all_the_same(core):
    assert operations.create_set("", Words(ja="行動指針"), Words(), core).key.startswith("set-")


def test_a_name_is_taken_once(core):
    operations.create_set("", words("Our Way"), words(""), core)
    with pytest.raises(Refused):
        operations.create_set("", words("Our way"), words(""), core)


def test_others_write_no_sets(session):
    recruiter = actor(make_person("R", Role.RECRUITER))
    draft = draft_set()
    for act in (
        lambda: operations.create_set("x", words("X"), words(""), recruiter),
        lambda: operations.new_version(draft, recruiter),
        lambda: operations.add_principle(draft, principle_text("New"), recruiter),
        lambda: operations.publish(draft, recruiter),
        lambda: operations.adopt(draft, recruiter),
    ):
        with pytest.raises(Missing):
            act()


def test_a_new_version_copies_principles_and_anchors(session, core):
    old = adopted_set()
    draft = operations.new_version(old, core)
    session.commit()
    assert (draft.key, draft.number, draft.status, draft.adopted) == (old.key, 2, SetStatus.DRAFT, False)
    copied = [queries.text_of(principle) for principle in queries.whole_set(draft.id).principles]
    assert sorted(copied, key=lambda each: each.key) == sorted((queries.text_of(principle) for principle in queries.whole_set(old.id).principles), key=lambda each: each.key)
    assert queries.adopted().id == old.id


@pytest.mark.parametrize(
    ("broken", "gap"),
    [
        ({"summary": Words()}, SetGap.NO_SUMMARY),
        ({"anchors": {}}, SetGap.NO_ANCHORS),
        ({"anchors": {Track.MANAGER: anchors(Track.MANAGER)[Track.MANAGER]}}, SetGap.NO_ANCHORS),
        ({"anchors": {**anchors(Track.INDIVIDUAL), Track.MANAGER: {SCALE[0]: words("low")}}}, SetGap.HALF_MANAGER),
    ],
)
def test_an_incomplete_principle_is_not_published(session, broken, gap):
    draft = draft_set()
    operations.add_principle(draft, principle_text("Half", **broken), None)
    with pytest.raises(Refused) as refusal:
        operations.publish(draft, None)
    assert refusal.value.sentence.values["gap"] is gap


def test_a_set_without_customer_principle_is_not_published(session):
    draft = draft_set()
    principle = named(draft, "customer-first")
    operations.change_principle(principle, replace(queries.text_of(principle), customer=False), None, draft.version)
    with pytest.raises(Refused):
        operations.publish(draft, None)


def test_the_customer_mark_moves(session):
    draft = draft_set()
    other = named(draft, "own-it")
    operations.change_principle(other, replace(queries.text_of(other), customer=True), None, draft.version)
    assert [principle.key for principle in queries.of_set(draft.id) if principle.customer] == ["own-it"]
    operations.publish(draft, None)


def test_a_competency_is_not_the_customer_principle(session):
    with pytest.raises(Refused):
        operations.add_principle(draft_set(), principle_text("Craft", kind=PrincipleKind.COMPETENCY, customer=True), None)


def test_changing_a_principle_replaces_its_anchors(session):
    draft = draft_set()
    principle = named(draft, "customer-first")
    operations.change_principle(principle, replace(queries.text_of(principle), name=words("Customers"), anchors=anchors(Track.INDIVIDUAL)), None, draft.version)
    session.commit()
    again = queries.principle(principle.id)
    assert (str(again.name), again.key, {anchor.track for anchor in again.anchors}) == ("Customers", "customer-first", {Track.INDIVIDUAL})


def test_a_stale_form_is_refused(session):
    draft = draft_set()
    principle, seen = named(draft, "own-it"), draft.version
    operations.change_principle(principle, queries.text_of(principle), None, seen)
    with pytest.raises(Stale):
        operations.change_principle(principle, queries.text_of(principle), None, seen)


def test_principles_move_and_go(session):
    draft = draft_set()
    operations.move(named(draft, "look-closely"), True, None)
    operations.move(named(draft, "look-closely"), True, None)
    operations.move(named(draft, "look-closely"), True, None)
    operations.remove_principle(named(draft, "own-it"), None)
    session.commit()
    assert [principle.key for principle in queries.of_set(draft.id)] == ["look-closely", "customer-first", "coding"]


def test_a_published_set_does_not_change(session):
    done = adopted_set()
    principle = named(done, "own-it")
    for act in (
        lambda: operations.add_principle(done, principle_text("New"), None),
        lambda: operations.change_principle(principle, queries.text_of(principle), None, done.version),
        lambda: operations.remove_principle(principle, None),
        lambda: operations.move(principle, True, None),
        lambda: operations.publish(done, None),
    ):
        with pytest.raises(Refused, match="does not change"):
            act()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE principle SET position = 9",
        "DELETE FROM anchor",
        "UPDATE anchor SET rating = 'below_bar'",
        "UPDATE principle_set SET status = 'draft', adopted = (1 = 0)",
    ],
)
def test_the_database_holds_a_published_set(session, statement):
    adopted_set()
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


def test_one_set_is_adopted_at_a_time(session):
    first = adopted_set()
    second = adopted_set("other")
    session.commit()
    assert (first.adopted, second.adopted, queries.adopted().id) == (False, True, second.id)
    with pytest.raises(Refused):
        operations.adopt(draft_set("third"), None)


def test_names_follow_the_adopted_set(session):
    adopted_set()
    draft = operations.new_version(queries.adopted(), None)
    principle = named(draft, "own-it")
    operations.change_principle(principle, replace(queries.text_of(principle), name=words("Owner")), None, draft.version)
    assert str(queries.names_by_key()["own-it"]) == "Own It"
