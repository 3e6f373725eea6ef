"""People by CSV: all rows or none, with a list of what is wrong; the same file twice adds nobody."""

import csv
import io
from dataclasses import dataclass

from sqlalchemy import select

from hiring.accounts.actor import Actor
from hiring.accounts.models import Person
from hiring.accounts.operations.people import PersonDetails, add_person, clean_email, grant
from hiring.accounts.queries import reporting_lines
from hiring.accounts.rules import require_no_circle
from hiring.accounts.terms import Locale, Role
from hiring.core.clock import zone_of
from hiring.core.errors import Refused
from hiring.core.text import Sentence, fold, say, tidy
from hiring.db.session import db

COLUMNS = ("name", "name_ja", "email", "title", "level", "manager_email", "roles", "locale", "zone")
_MOST_ROWS = 5000


@dataclass(frozen=True)
class Report:
    """What a file did, or what keeps it from doing anything."""

    added: int
    known: int
    problems: list[Sentence]


@dataclass(frozen=True)
class _Row:
    number: int
    details: PersonDetails
    manager_email: str
    roles: tuple[Role, ...]


def add_from_file(content: bytes, actor: Actor) -> Report:
    """Add everybody of a CSV file who is not here yet, in one transaction; nobody when a row is wrong."""
    problems: list[Sentence] = []
    rows = [row for row in (_parse(number, each, problems) for number, each in enumerate(_records(content), start=2)) if row]
    known = {email: person_id for email, person_id in db.session.execute(select(Person.email, Person.id))}
    _check_managers(rows, known, problems)
    if problems:
        return Report(0, 0, problems)
    fresh = [row for row in rows if row.details.email not in known]
    people = {row.details.email: add_person(row.details, actor) for row in fresh}
    ids = {**known, **{email: person.id for email, person in people.items()}}
    for row in fresh:
        _complete(row, people[row.details.email], ids, actor)
    db.session.flush()
    return Report(len(fresh), len(rows) - len(fresh), [])


def _records(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file in UTF-8 (with or without a mark) or Shift_JIS."""
    text = _decoded(content)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in ("name", "email") if name not in (reader.fieldnames or ())]
    if missing:
        raise Refused(say("The first line must name the columns; “name” and “email” are needed, the others are: %(columns)s.", columns=", ".join(COLUMNS)), "file")
    rows = [{name: tidy(value or "") for name, value in row.items() if isinstance(name, str) and isinstance(value, str | None)} for row in reader]
    if len(rows) > _MOST_ROWS:
        raise Refused(say("The file has %(count)s rows; at most %(most)s go in at once. Split it and send the parts.", count=len(rows), most=_MOST_ROWS), "file")
    return rows


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(say("The file is not readable text. Save it as CSV in UTF-8 and send it again."), "file")


def _parse(number: int, row: dict[str, str], problems: list[Sentence]) -> _Row | None:
    """One row, or None with a sentence about what is wrong."""
    try:
        return _read(number, row)
    except Refused as refusal:
        problems.append(say("Row %(number)s: %(problem)s", number=number, problem=refusal.sentence))
        return None


def _read(number: int, row: dict[str, str]) -> _Row:
    """One row as details; refused with the field's own sentence."""
    if not row.get("name"):
        raise Refused(say("the name is missing."))
    level = row.get("level") or "5"
    if not (level.isascii() and level.isdigit() and 1 <= int(level[:4]) <= 12):
        raise Refused(say("the level must be a whole number from 1 to 12."))
    zone = row.get("zone") or "UTC"
    zone_of(zone)
    locale = row.get("locale") or "en"
    if locale not in ("en", "ja"):
        raise Refused(say("the language must be en or ja."))
    name, name_ja, title = (row.get(column, "")[:200] for column in ("name", "name_ja", "title"))
    details = PersonDetails(name, clean_email(row.get("email", "")), name_ja, title, int(level), None, Locale(locale), zone)
    return _Row(number, details, fold(row.get("manager_email", "")), _roles(row.get("roles", "")))


def _roles(text: str) -> tuple[Role, ...]:
    """Role names with spaces or semicolons between them."""
    names = text.replace(";", " ").replace(",", " ").split()
    unknown = [name for name in names if name not in {role.value for role in Role}]
    if unknown:
        raise Refused(say("“%(role)s” is no role; there are: %(roles)s.", role=unknown[0][:40], roles=", ".join(role.value for role in Role)))
    return tuple(Role(name) for name in names)


def _check_managers(rows: list[_Row], known: dict[str, int], problems: list[Sentence]) -> None:
    """Every manager is in the file or here already, every address stands once, and no line runs in a circle."""
    emails: set[str] = set()
    for row in rows:
        if row.details.email in emails:
            problems.append(say("Row %(number)s: this address stands in the file twice.", number=row.number))
        emails.add(row.details.email)
    lost = (row for row in rows if row.manager_email and row.manager_email not in emails and row.manager_email not in known)
    problems.extend(say("Row %(number)s: the manager’s address is neither in the file nor known here.", number=row.number) for row in lost)


def _complete(row: _Row, person: Person, ids: dict[str, int], actor: Actor) -> None:
    """Reporting line and roles, once everybody of the file is there."""
    person.manager_id = ids.get(row.manager_email)
    db.session.flush()
    require_no_circle(person.id, person.manager_id, reporting_lines())
    for role in row.roles:
        grant(person, role, actor)
