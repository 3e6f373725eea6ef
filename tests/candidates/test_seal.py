"""The seal on this floor: who sees a candidate, and what somebody who owes feedback cannot find out (invariant 5)."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.candidates import operations, policy, queries
from hiring.candidates.models import Application, Candidate
from hiring.candidates.policy import Sight, shown_stage
from hiring.candidates.terms import ScreenKind, ScreenResult, Stage, StageReason
from hiring.core.errors import Missing
from hiring.openings import operations as openings
from tests.factories.accounts import actor, make_person
from tests.factories.candidates import facts, make_application
from tests.factories.openings import Cast, make_cast, open_opening

NOTHING, STATUS, SEALED, ALL = (False, False, False), (True, False, False), (True, True, False), (True, True, True)

EXPECTED = {
    "recruiter": (ALL, ALL),
    "other recruiter": (ALL, NOTHING),
    "hiring manager": (ALL, ALL),
    "hiring team": (ALL, ALL),
    "core who signed off": (ALL, NOTHING),
    "other core": (NOTHING, NOTHING),
    "panel, owes feedback": (SEALED, SEALED),
    "panel, feedback in": (ALL, ALL),
    "left the panel": (NOTHING, NOTHING),
    "interviewer outside": (NOTHING, NOTHING),
    "administrator": (STATUS, STATUS),
    "administrator and other recruiter": (ALL, STATUS),
    "recruiter who owes feedback": (SEALED, SEALED),
    "administrator who owes feedback": (SEALED, SEALED),
    "owes feedback in another loop": (NOTHING, NOTHING),
    "declared a conflict": (NOTHING, NOTHING),
    "administrator with a conflict elsewhere": (NOTHING, NOTHING),
    "the candidate, an administrator": (NOTHING, NOTHING),
}
"""By persona: (exists, in full, reads others) of an application in an open and in a confidential opening."""


class World:
    """One application, another of the same candidate, and everybody around them."""

    def __init__(self, session: Any, confidential: bool) -> None:
        self.cast: Cast = make_cast()
        signer = make_person("Signer", Role.CORE, Role.BAR_RAISER, Role.INTERVIEWER, level=9)
        self.cast = replace(self.cast, bar_raiser=signer)
        other = make_person("Other Recruiter", Role.RECRUITER)
        candidate_person, helper = make_person("Inside", Role.ADMINISTRATOR), make_person("Helper")
        self.opening = open_opening(self.cast, confidential=confidential)
        openings.set_team(self.opening, {helper.id}, actor(self.cast.recruiter), self.opening.version)
        known = {"name": "Sakura Watanabe", "name_ja": "渡辺 さくら", "email": "sakura@example.com", "person_id": candidate_person.id}
        self.application = make_application(self.cast.recruiter, self.opening, **known)
        candidate = session.get(Candidate, self.application.candidate_id)
        self.elsewhere = make_application(self.cast.recruiter, open_opening(self.cast), candidate)
        self.people: dict[str, Person] = {
            "recruiter": self.cast.recruiter,
            "other recruiter": other,
            "hiring manager": self.cast.manager,
            "hiring team": helper,
            "core who signed off": signer,
            "other core": make_person("", Role.CORE),
            "panel, owes feedback": self.on_panel("seat"),
            "panel, feedback in": self.on_panel("seat", "seat_settled"),
            "left the panel": self.on_panel("seat", "unseat"),
            "interviewer outside": make_person("", Role.INTERVIEWER),
            "administrator": make_person("", Role.ADMINISTRATOR),
            "administrator and other recruiter": make_person("", Role.ADMINISTRATOR, Role.RECRUITER),
            "recruiter who owes feedback": self.on_panel("seat", role=Role.RECRUITER),
            "administrator who owes feedback": self.on_panel("seat", role=Role.ADMINISTRATOR),
            "owes feedback in another loop": make_person("", Role.RECRUITER, Role.ADMINISTRATOR),
            "declared a conflict": self.on_panel("seat", "bar"),
            "administrator with a conflict elsewhere": make_person("", Role.ADMINISTRATOR, Role.RECRUITER),
            "the candidate, an administrator": candidate_person,
        }
        operations.seat(self.elsewhere, self.people["owes feedback in another loop"].id)
        operations.bar(self.elsewhere, self.people["administrator with a conflict elsewhere"].id)
        session.flush()

    def on_panel(self, *acts: str, role: Role = Role.INTERVIEWER) -> Person:
        person = make_person("", role)
        for act in acts:
            getattr(operations, act)(self.application, person.id)
        return person

    def actors(self) -> dict[str, Actor]:
        return {name: actor(person) for name, person in self.people.items()}


def in_sql(session: Any, person: Actor, application: Application) -> tuple[tuple[bool, bool, bool], Stage]:
    """What the clauses say of an application."""
    columns = (policy.visible_to(person), policy.seen_in_full(person), policy.reads_others(person), policy.stage_for(person).label("stage"))
    chosen = select(*columns).select_from(Application).join(Application.candidate).join(Application.opening).where(Application.id == application.id)
    exists, full, reads, stage = session.execute(chosen).one()
    return (bool(exists), bool(full), bool(reads)), stage


@pytest.mark.parametrize("confidential", [False, True])
def test_invariant_05_clause_and_predicate_agree_for_every_persona_and_stage(session: Any, confidential: bool) -> None:
    world = World(session, confidential)
    actors = world.actors()
    assert set(actors) == set(EXPECTED)
    for stage in Stage:
        operations.set_stage(world.application, stage, actor(world.cast.manager))
        for name, person in actors.items():
            sight = queries.sight_of(person, world.application.id)
            seen, stage_in_sql = in_sql(session, person, world.application)
            assert (sight.exists, sight.full, sight.reads) == seen == EXPECTED[name][confidential], name
            assert stage_in_sql is shown_stage(stage, sight), (name, stage)


@pytest.mark.parametrize("confidential", [False, True])
def test_invariant_05_lists_and_single_rows_show_the_same_world(session: Any, confidential: bool) -> None:
    world = World(session, confidential)
    wanted, other = world.application.id, world.elsewhere.id
    for name, person in world.actors().items():
        exists = EXPECTED[name][confidential][0]
        listed = {seen.application.id for seen in queries.applications_of(person, [world.application.candidate_id]).get(world.application.candidate_id, [])}
        assert (wanted in listed) is exists, name
        found = [row for row in queries.page(person, search="", stage=None, opening_id=world.opening.id, after=None, size=9)]
        assert bool(found) is exists, name
        for one, application_id in ((exists, wanted), (other in listed, other)):
            assert one is _answers(person, application_id), name
        assert bool(queries.openings_with_candidates(person)) is bool(listed), name


def _answers(person: Actor, application_id: int) -> bool:
    try:
        return queries.application_for(person, application_id).id == application_id
    except Missing:
        return False


def test_invariant_05_a_shown_stage_is_the_only_one_to_filter_by(session: Any) -> None:
    world = World(session, confidential=False)
    blind, reader = actor(world.people["panel, owes feedback"]), actor(world.people["hiring manager"])
    for stage in Stage:
        operations.set_stage(world.application, stage, reader)
        for asked in Stage:
            for person in (blind, reader):
                shown = shown_stage(stage, queries.sight_of(person, world.application.id))
                found = queries.page(person, search="", stage=asked, opening_id=world.opening.id, after=None, size=9)
                assert bool(found) is (asked is shown), (stage, asked)


def test_invariant_05_what_others_think_does_not_exist_until_ones_own_is_in(session: Any) -> None:
    world = World(session, confidential=False)
    manager, recruiter = actor(world.cast.manager), actor(world.cast.recruiter)
    candidate_id = world.application.candidate_id
    for writer in (manager, recruiter):
        operations.record_screen(world.application, ScreenKind.PHONE_SCREEN, ScreenResult.STOP, f"By {writer.name}.", writer)
        operations.add_note(world.application, f"By {writer.name}.", writer)
    operations.reject(world.application, recruiter, StageReason.NOT_AT_BAR, "Weak.")
    operations.seat(world.application, manager.id)
    reads = (queries.notes, queries.screens, queries.stage_changes)
    for person in (manager, actor(world.people["panel, owes feedback"]), actor(world.people["administrator who owes feedback"])):
        assert all(row.by_id == person.id or getattr(row, "from_stage", "") is None for read in reads for row in read(person, candidate_id))
        assert [seen.stage for seen in queries.applications_of(person, [candidate_id])[candidate_id]] == [Stage.LOOP]
    assert [note.text for note in queries.notes(manager, candidate_id)] == ["By Manager."]
    operations.seat_settled(world.application, manager.id)
    assert len(queries.notes(manager, candidate_id)) == 2
    assert StageReason.NOT_AT_BAR in {change.reason for change in queries.stage_changes(manager, candidate_id)}


def test_invariant_05_administrators_read_status_and_never_opinions_or_contact(session: Any) -> None:
    world = World(session, confidential=False)
    operations.add_note(world.application, "A note.", actor(world.cast.manager))
    administrator, candidate_id = actor(world.people["administrator"]), world.application.candidate_id
    assert queries.notes(administrator, candidate_id) == queries.stage_changes(administrator, candidate_id) == []
    assert queries.candidate_for(administrator, candidate_id).name == "Sakura Watanabe"
    with pytest.raises(Missing):
        queries.candidate_in_full(administrator, candidate_id)
    by_mail = [queries.page(person, search="sakura@", stage=None, opening_id=None, after=None, size=9) for person in (administrator, actor(world.cast.recruiter))]
    assert [len(found) for found in by_mail] == [0, 1]


def test_invariant_05_a_warning_never_shows_whom_the_recruiter_may_not_see(session: Any) -> None:
    hidden = World(session, confidential=True)
    same = facts("さくら 渡辺", email="SAKURA@example.com")
    for name, person in hidden.actors().items():
        full = any(seen.sight.full for seen in queries.applications_of(person, [hidden.application.candidate_id]).get(hidden.application.candidate_id, []))
        assert bool(queries.lookalikes(person, same)) is full, name


def test_the_masked_stage_needs_no_database() -> None:
    blind, open_eyed = Sight(seated=True, blind=True), Sight(seated=True)
    assert {stage: shown_stage(stage, blind) for stage in Stage} == {stage: stage if stage in (Stage.APPLIED, Stage.SCREENING) else Stage.LOOP for stage in Stage}
    assert all(shown_stage(stage, open_eyed) is stage for stage in Stage)
