"""Principles, questions and loop templates that every installation starts with; loading them again changes nothing."""

from dataclasses import replace
from typing import NamedTuple

from hiring.accounts import queries as people
from hiring.accounts.actor import Actor
from hiring.accounts.terms import Role
from hiring.loops.operations.templates import save_template
from hiring.loops.queries import template_named
from hiring.loops.terms import Seat, TemplateLine
from hiring.principles import operations as principles
from hiring.principles.queries import adopted, newest
from hiring.principles.terms import JobFamily, PrincipleKind, PrincipleText, Rating, Track
from hiring.questions import operations as questions
from hiring.questions.queries import by_key
from hiring.questions.terms import ProbeText, QuestionKind, QuestionText, Star, Suits
from hiring.seeding.files import Table, table, tables, words


class Loaded(NamedTuple):
    """How much was not there yet."""

    sets: int
    questions: int
    templates: int


def load_bank(actor: Actor | None = None) -> str:
    """Load what is shipped and not there yet, in the name of the installation unless somebody is named; says what came."""
    came = load(actor)
    return f"Loaded principle sets: {came.sets}, questions: {came.questions}, loop templates: {came.templates}. What was there already stayed as it is."


def load(actor: Actor | None = None) -> Loaded:
    """The same, with the counts."""
    return Loaded(
        sets=sum(_load_set(each, actor) for each in tables("principles")),
        questions=sum(_load_question(each, one["principle"], actor) for one in tables("questions") for each in one["questions"]),
        templates=sum(_load_template(each) for each in table("templates")["templates"]),
    )


def _load_set(shipped: Table, actor: Actor | None) -> bool:
    """A set that nobody has by this key, published; adopted where no other is."""
    if newest(shipped["key"]) is not None:
        return False
    draft = principles.create_set(shipped["key"], words(shipped["name"]), words(shipped["description"]), actor)
    for each in shipped["principles"]:
        principles.add_principle(draft, principle_text(each), actor)
    principles.publish(draft, actor)
    if adopted() is None:
        principles.adopt(draft, actor)
    return True


def principle_text(shipped: Table) -> PrincipleText:
    """A principle or competency as its file says it."""
    return PrincipleText(
        key=shipped["key"],
        kind=PrincipleKind(shipped["kind"]),
        name=words(shipped["name"]),
        summary=words(shipped["summary"]),
        behaviours=[words(each) for each in shipped["behaviours"]],
        customer=shipped.get("customer", False),
        family=JobFamily(shipped["family"]) if "family" in shipped else None,
        anchors={Track(track): {Rating(rating): words(text) for rating, text in scale.items()} for track, scale in shipped["anchors"].items()},
    )


def _load_question(shipped: Table, principle_key: str, actor: Actor | None) -> bool:
    """A question that was never loaded under its key, ready to be asked."""
    if by_key(shipped["key"]) is not None:
        return False
    questions.activate(questions.add(question_text(shipped, principle_key), actor, shipped["key"]), actor)
    return True


def question_text(shipped: Table, principle_key: str) -> QuestionText:
    """A question as its file says it."""
    return QuestionText(
        principle_key=principle_key,
        kind=QuestionKind(shipped["kind"]),
        text=words(shipped["text"]),
        suits=Suits(shipped["level"]),
        weak=words(shipped["weak"]),
        strong=words(shipped["strong"]),
        probes=tuple(ProbeText(Star(each["star"]), words(each["text"])) for each in shipped["probes"]),
    )


def _load_template(shipped: Table) -> bool:
    """A loop template that no template has the name of; it waits for the first administrator, in whose name it is kept."""
    keeper = _keeper()
    if keeper is None or template_named(shipped["name"]) is not None:
        return False
    save_template(shipped["name"], [_line(each) for each in shipped["interviews"]], keeper)
    return True


def _line(shipped: Table) -> TemplateLine:
    return TemplateLine(Seat(shipped["seat"]), shipped["minutes"], shipped["after"], tuple(shipped["principles"]))


def _keeper() -> Actor | None:
    """The first administrator with a recruiter's pen: templates are kept by recruiters, and a new house has none yet."""
    first = min(people.holders(Role.ADMINISTRATOR), key=lambda person: person.id, default=None)
    return replace(people.actor_of(first.id), roles=frozenset({Role.RECRUITER})) if first else None
