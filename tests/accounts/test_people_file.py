"""People by CSV: all or none, a list of what is wrong, and the same file twice adds nobody."""

import io

import pytest
from sqlalchemy import func, select

from hiring.accounts import queries
from hiring.accounts.models import Person
from hiring.accounts.operations.people_file import MOST_ROWS, add_from_file
from hiring.accounts.terms import Role
from hiring.core.errors import Refused
from hiring.db.session import db
from hiring.notices.models import Notice
from tests.conftest import token_of
from tests.factories.accounts import actor, make_person

FILE = """name,name_ja,email,title,level,manager_email,roles,locale,zone
Aiko Mori,森 愛子,aiko@example.com,Engineer,6,jonas@example.com,interviewer bar_raiser,ja,Asia/Tokyo
Jonas Weber,,Jonas@Example.com,"Manager, Storage",8,,recruiter;interviewer,en,Europe/Berlin

Mei Lin,林 美玲,mei@example.com,,,aiko@example.com,,,
"""


@pytest.fixture
def send(administrator):
    def send(content):
        data = {"csrf_token": token_of(administrator), "file": (io.BytesIO(content), "people.csv")}
        return administrator.post("/people/import", data=data, content_type="multipart/form-data")

    return send


@pytest.fixture
def count(seen):
    return lambda: seen(lambda: db.session.scalar(select(func.count()).select_from(Person)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_case_56_a_file_adds_everybody_with_lines_and_roles(send, count, seen, encoding):
    assert send(FILE.encode(encoding)).status_code == 303
    assert count() == 4
    aiko, jonas, mei = (seen(lambda email=email: queries.person_by_email(email)) for email in ("aiko@example.com", "jonas@example.com", "mei@example.com"))
    assert (aiko.name_ja, aiko.level, str(aiko.locale), aiko.manager_id) == ("森 愛子", 6, "ja", jonas.id)
    assert (jonas.title, mei.level, mei.zone, mei.manager_id) == ("Manager, Storage", 5, "UTC", aiko.id)
    assert seen(lambda: actor(aiko).roles) == {Role.INTERVIEWER, Role.BAR_RAISER}
    assert seen(lambda: db.session.query(Notice).count()) == 3


def test_case_56_the_same_file_twice_adds_nobody(send, count, administrator, acts):
    send(FILE.encode())
    before = acts()
    assert send(FILE.encode()).status_code == 303
    assert count() == 4
    assert acts() == before
    assert "0 people were added" in administrator.get("/people").text


def test_case_56_a_fault_in_a_late_row_stores_nothing_and_is_named(send, count, seen):
    rows = "".join(f"Person {number},p{number}@example.com,5\n" for number in range(600))
    answer = send(("name,email,level\n" + rows + "Late,late@example.com,99\nNo address,,5\n").encode())
    assert answer.status_code == 422
    assert "Row 602: The level must be a whole number from 1 to 12." in answer.text
    assert "Row 603: This does not look like an e-mail address." in answer.text
    assert count() == 1
    assert seen(lambda: db.session.query(Notice).count()) == 0


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",a@example.com,,,,", "Row 2: The name is missing."),
        ("A,a@example.com,six,,,", "Row 2: The level must be"),
        ("A,a@example.com,,nobody@example.com,,", "Row 2: the manager’s address is neither"),
        ("A,a@example.com,,a@example.com,,", "Row 2: the reporting line would run in a circle."),
        ("A,a@example.com,,,emperor,", "Row 2: “emperor” is no role."),
        ("A,a@example.com,,,,Mars/Olympus", "Row 2: “Mars/Olympus” is not a time zone"),
        ("A,noor@example.com,,,,\nA,noor@example.com,,,,", "Row 3: this address stands in row 2 already."),
        ("A,a@example.com,,b@example.com,,\nB,b@example.com,,a@example.com,,", "Row 2: the reporting line would run in a circle."),
        ("A" * 201 + ",a@example.com,,,,", "Row 2: A name or title has more than 200 characters."),
    ],
)
def test_case_56_each_fault_is_said_with_its_row(send, count, row, problem):
    answer = send(f"name,email,level,manager_email,roles,zone\n{row}\n".encode())
    assert answer.status_code == 422
    assert problem in answer.text
    assert count() == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe\x80junk",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"PK\x03\x04" + b"\x81" * 50,
        b"first,second\n1,2\n",
        b'name,email\n"' + b"a" * 200_000,
        b"name,email\nA\x00,a@example.com\x80",
    ],
)
def test_case_56_junk_is_refused_in_words(send, count, content):
    answer = send(content)
    assert answer.status_code == 422
    assert any(words in answer.text for words in ("Save it as CSV in UTF-8", "The first line must name the columns", "Row 2:"))
    assert count() == 1


def test_case_56_too_many_rows_are_refused_at_once(session):
    admin = make_person("", Role.ADMINISTRATOR)
    rows = "".join(f"P,p{number}@example.com\n" for number in range(MOST_ROWS + 1))
    with pytest.raises(Refused) as refusal:
        add_from_file(("name,email\n" + rows).encode(), actor(admin))
    assert "2001 rows" in str(refusal.value.sentence)


def test_a_file_must_be_chosen(administrator, post):
    assert "Please choose a file." in post(administrator, "/people/import").text


def test_formulas_are_only_text(send, seen):
    send(b"name,email,title\n=1+1,a@example.com,@SUM(A1)\n")
    assert seen(lambda: queries.person_by_email("a@example.com").name) == "=1+1"
