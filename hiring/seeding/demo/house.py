"""The organisation: founded, filled with people and their certificates; somebody leaves."""

from datetime import date, timedelta

from hiring.accounts.models import Person
from hiring.accounts.operations.organisation import found
from hiring.accounts.operations.people import PersonDetails, add_person, change_person, deactivate, grant
from hiring.accounts.terms import CERTIFICATES, Locale, Role
from hiring.db.session import db
from hiring.principles.queries import adopted
from hiring.seeding.bank import load_bank
from hiring.seeding.demo.clockwork import Story
from hiring.seeding.demo.hours import workday
from hiring.seeding.demo.world import World
from hiring.seeding.files import Table, table, words

PASSWORD = "every voice counts once"  # noqa: S105  # said aloud: it opens a demonstration and nothing else
FOUNDER = "tobias-klein"
BEGINNING = -186
_LIFE_OF_A_CERTIFICATE = timedelta(days=730)
_LAPSED = -26
_LEFT = -45


def story(world: World) -> Story:
    """Everything that is there before the first role is opened."""
    first = workday(world.day(BEGINNING))
    yield world.at(FOUNDER, first, "09:00")
    _found(world)
    yield world.at(FOUNDER, first, "10:00")
    for row in _in_line():
        if row["key"] != FOUNDER:
            _add(world, row)
    _complete_founder(world)
    yield world.at(FOUNDER, workday(first, 1), "10:00")
    for row in _rows():
        _certify(world, row, first)
    yield world.at(FOUNDER, workday(first, 1), "14:00")
    load_bank()
    world.principles.update(_adopted())
    yield world.at(FOUNDER, workday(world.day(_LEFT)), "17:30")
    for row in _rows():
        if not row.get("active", True):
            deactivate(_person(world, row["key"]), world.actor(FOUNDER))


def _rows() -> list[Table]:
    return list(table("demo/people")["people"])


def _in_line() -> list[Table]:
    """Everybody after their manager."""
    waiting, placed = _rows(), {"": True}
    ordered: list[Table] = []
    while waiting:
        row = next(row for row in waiting if row.get("manager", "") in placed)
        waiting.remove(row)
        placed[row["key"]] = True
        ordered.append(row)
    return ordered


def _found(world: World) -> None:
    row, house = world.person(FOUNDER), table("demo/organisation")
    person = found(words(house["name"]), house["zone"], administrator=row["name"], email=row["email"], password=PASSWORD, locale=Locale(row["locale"]))
    world.people[FOUNDER] = person.id


def _add(world: World, row: Table) -> None:
    """Add somebody whose invitation is long accepted: all share the founder's password, so its costly hash is made once."""
    person = add_person(_details(world, row), world.actor(FOUNDER), invited=False)
    person.password_hash = _person(world, FOUNDER).password_hash
    world.people[row["key"]] = person.id


def _complete_founder(world: World) -> None:
    founder = _person(world, FOUNDER)
    change_person(founder, _details(world, world.person(FOUNDER)), world.actor(FOUNDER), founder.version)


def _details(world: World, row: Table) -> PersonDetails:
    return PersonDetails(
        name=row["name"],
        email=row["email"],
        name_ja=row.get("name_ja", ""),
        title=row["title"],
        level=row["level"],
        manager_id=world.people.get(row.get("manager", "")),
        locale=Locale(row["locale"]),
        zone=row["zone"],
    )


def _certify(world: World, row: Table, day: date) -> None:
    """Roles without end, certificates for two years; some of them have lapsed meanwhile."""
    for role in (Role(name) for name in row["roles"]):
        if row["key"] == FOUNDER and role is Role.ADMINISTRATOR:
            continue
        lapses = world.day(_LAPSED) if role.value in row.get("expired", ()) else day + _LIFE_OF_A_CERTIFICATE
        grant(_person(world, row["key"]), role, world.actor(FOUNDER), starts_on=day, ends_on=lapses if role in CERTIFICATES else None)


def _person(world: World, key: str) -> Person:
    return db.session.get_one(Person, world.people[key])


def _adopted() -> dict[str, int]:
    chosen = adopted()
    return {each.key: each.id for each in chosen.principles} if chosen else {}
