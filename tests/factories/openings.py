"""Openings for tests, made through the operations; every default is legal and dull."""

from dataclasses import dataclass, replace
from typing import Any

from hiring.accounts.models import Person
from hiring.accounts.terms import Role
from hiring.core.text import Words
from hiring.openings import operations
from hiring.openings.models import Opening
from hiring.openings.terms import PRESETS, Audience, BriefText, Facts, FaqEntry, Preset
from hiring.principles import queries as principles
from hiring.principles.models import Principle
from hiring.principles.terms import JobFamily, Track
from tests.factories.accounts import actor, make_person
from tests.factories.principles import adopted_set


@dataclass(frozen=True)
class Cast:
    """The people around an opening: two lines under one head, and a Bar Raiser in the other line."""

    head: Person
    manager: Person
    recruiter: Person
    bar_raiser: Person


def make_cast() -> Cast:
    head = make_person("Head", level=10)
    other = make_person("Other Director", level=9, manager=head)
    return Cast(
        head,
        make_person("Manager", Role.INTERVIEWER, level=7, manager=head),
        make_person("Recruiter", Role.RECRUITER),
        make_person("Raiser", Role.INTERVIEWER, Role.BAR_RAISER, level=8, manager=other),
    )


def facts(cast: Cast, **more: Any) -> Facts:
    title = Words(en="Engineer, Storage", ja="ストレージ技術者")
    values: dict[str, Any] = {"title": title, "family": JobFamily.ENGINEERING, "level": 6, "track": Track.INDIVIDUAL, "zone": "Asia/Tokyo"}
    return Facts(**{**values, "hiring_manager_id": cast.manager.id, "recruiter_id": cast.recruiter.id, **more})


def brief(**more: Any) -> BriefText:
    faq = (FaqEntry(Audience.EXTERNAL, Words(en="What would I own?"), Words(en="The recovery path.")),)
    return replace(BriefText(Words(en="Nothing was lost"), Words(en="Berlin, a year from now.\n\nNothing was lost."), faq, (Words(en="No write lost in a year."),)), **more)


def principles_of(opening: Opening) -> dict[str, Principle]:
    return {principle.key: principle for principle in principles.of_set(opening.set_id)}


def draft_opening(cast: Cast, preset: Preset = Preset.BAR_RAISER, **more: Any) -> Opening:
    """A draft whose brief is complete; the adopted set is made when there is none."""
    if principles.adopted() is None:
        adopted_set()
    recruiter = actor(cast.recruiter)
    opening = operations.create(facts(cast, **more), recruiter)
    operations.set_rules(opening, PRESETS[preset], recruiter, opening.version)
    operations.write_brief(opening, brief(), recruiter, opening.version)
    wanted = [principle.id for principle in principles_of(opening).values()]
    operations.set_requirements(opening, wanted, recruiter, opening.version)
    return opening


def open_opening(cast: Cast, preset: Preset = Preset.BAR_RAISER, **more: Any) -> Opening:
    """An opening that candidates can enter."""
    opening = draft_opening(cast, preset, **more)
    if preset is Preset.BAR_RAISER:
        operations.ask_sign_off(opening, cast.bar_raiser.id, actor(cast.recruiter))
        operations.sign_off(opening, actor(cast.bar_raiser), opening.version)
    else:
        operations.open_without_sign_off(opening, actor(cast.recruiter))
    return opening
