"""One released loop in a SQLite file, told once and copied for each run, with a second pair of eyes on what is stored."""

import atexit
import gc
import hashlib
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from hiring.accounts.identity import hash_of
from hiring.accounts.models import SignIn
from hiring.core import clock, ids
from hiring.db.base import Base
from hiring.db.session import db
from hiring.db.upgrades import upgrade
from hiring.feedback.body import Answer, Body, Story
from hiring.feedback.models import Feedback
from hiring.feedback.operations import drafts
from hiring.feedback.policy import readable_ids
from hiring.loops.models import Interview
from hiring.openings.models import Opening
from hiring.principles.terms import Rating
from tests import world as told
from tests.conftest import make_app, settings_for, token_of
from tests.factories.openings import principles_of
from tests.machines.model import NEEDS, PEOPLE, Model, Talk

STORY = Story(situation="At the time of the outage.", action=told.LONG, result="Half the time.", verbatim="I read the logs!")
SEALED = ("feedback", "evidence", "principle_rating", "final_vote", "decision_key", "decision")
"""What never changes once it stands."""

_STATE = (
    "SELECT 'loop', status, manager_key_id, bar_key_id, 0, 0 FROM loop WHERE id = :loop",
    "SELECT 'interview', id, interviewer_id, seat, status || ' ' || ((strftime('%s', starts_at) - :first) / 3600), (submitted_at IS NOT NULL) || (excused_at IS NOT NULL)"
    " FROM interview WHERE loop_id = :loop",
    "SELECT 'first', author_id, vote, 0, 0, 0 FROM feedback WHERE loop_id = :loop",
    "SELECT 'phase', phase, 0, 0, 0, 0 FROM debrief WHERE loop_id = :loop",
    "SELECT 'member', person_id, votes, confirmed_at IS NOT NULL, excused_at IS NOT NULL, 0 FROM debrief_member",
    "SELECT 'final', person_id, vote, 0, 0, 0 FROM final_vote",
    "SELECT 'verdict', principle_id, value, 0, 0, 0 FROM verdict",
    "SELECT 'citation', principle_id, evidence_id, 0, 0, 0 FROM citation JOIN verdict ON verdict.id = citation.verdict_id",
    "SELECT 'key', kind, person_id, answer, 0, 0 FROM decision_key",
    "SELECT 'decision', result, reason, 0, 0, 0 FROM decision WHERE loop_id = :loop",
    "SELECT 'draft', interview_id, version, 0, 0, 0 FROM draft",
    "SELECT 'reader', person_id, 0, 0, 0, 0 FROM loop_reader",
)


def memory() -> str | None:
    """A folder that needs no disk, where the system has one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


class House:
    """The application, its people, and the file that every run begins with."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="machines", dir=memory()))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.stages = {}
        self.app = make_app(settings_for(self.address(), self.folder))
        with self.app.app_context(), self.app.test_request_context():
            self._tell()
        self.names = {person: name for name, person in self.world.people.items()}
        self.keep("released", self.model)
        gc.collect()
        gc.freeze()  # mappers and templates stay; thousands of acts need not look through them again

    def address(self) -> str:
        """Where the database lies, with the schema in it."""
        self.path = self.folder / "hiring.db"
        upgrade(f"sqlite:///{self.path}")
        return f"sqlite:///{self.path}"

    def _tell(self) -> None:
        """Five interviews from Monday 10:00 on, one an hour; every draft is whole."""
        self.world = world = told.begin()
        told.add_candidate(world, "sakura", "Sakura Watanabe", "storage")
        told.plan_loop(world, "sakura", "sakura/storage", first=datetime(2026, 11, 23, 10, 0))
        self.loop = world.loops["sakura"]
        self.actors = {name: world.actor(name) for name in PEOPLE}
        self.principles = {key: principle.id for key, principle in principles_of(db.session.get_one(Opening, world.openings["storage"])).items()}
        self.model = Model([self._talk(name, hour) for hour, name in enumerate(told.PANEL)], hour=1)
        with told.step("drafts", told.MONDAY - timedelta(days=1)):
            for talk in self.model.talks:
                drafts.save_draft(self.interview(talk), self.body(talk, "whole"), self.actors[talk.person], 0)
        with told.step("sign-ins", told.MONDAY - timedelta(hours=1)):
            for name in PEOPLE:
                db.session.add(SignIn(person_id=world.people[name], token_hash=hash_of(f"token-of-{name}"), expires_at=told.MONDAY + timedelta(days=60)))
        self.seal = {name: self._clause(name) for name in PEOPLE}
        db.session.close()

    def _talk(self, name: str, hour: int) -> Talk:
        made = db.session.get_one(Interview, self.world.interviews[f"sakura/{name}"])
        return Talk(made.id, name, made.seat, hour, told.COVER[name], draft="whole", version=1)

    def _clause(self, name: str) -> str:
        """The seal's own WHERE clause for a person, as plain SQL: asked for everybody after every change."""
        chosen = select(Feedback.author_id).where(Feedback.loop_id == self.loop, Feedback.id.in_(readable_ids(self.actors[name])))
        return str(chosen.compile(db.engine, compile_kwargs={"literal_binds": True}))

    def interview(self, talk: Talk) -> Interview:
        """What an operation of its interviewer is given; it reads the row anew."""
        return Interview(id=talk.id, loop_id=self.loop, interviewer_id=self.world.people[talk.person])

    def body(self, talk: Talk, kind: str) -> Body:
        """A complete draft, or one that lacks its last rating, or one whose evidence is too short."""
        told_of = {"thin": Story(action="Short.")}.get(kind, STORY)
        answers = {self.principles[key]: Answer((told_of,), Rating.MEETS_BAR, "It speaks for itself.") for key in talk.covers}
        if kind == "unrated":
            answers[self.principles[talk.covers[-1]]] = Answer((STORY,), None, "")
        return Body(answers)

    @cached_property
    def browsers(self) -> dict[str, tuple[FlaskClient, str]]:
        """Everybody's browser with the token of its forms; the sign-ins lie in every file."""
        return {name: self._browser(name) for name in PEOPLE}

    def _browser(self, name: str) -> tuple[FlaskClient, str]:
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = f"token-of-{name}"
            cookie["_fresh"] = True
        return client, token_of(client)

    # files

    def keep(self, stage: str, model: Model) -> None:
        """Keep the file as it is now, with what the model knows of it."""
        self.let_go()
        with sqlite3.connect(self.path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copy(self.path, self.folder / f"{stage}.kept")
        self.stages[stage] = model

    def let_go(self) -> None:
        """Close every connection to the file."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def begin(self, stage: str) -> None:
        """Lay the file of a stage out again, with the same chance."""
        self.let_go()
        for rest in self.folder.glob("hiring.db-*"):
            rest.unlink()
        shutil.copy(self.folder / f"{stage}.kept", self.path)
        ids.draw_from(random.Random(stage))
        self.eyes = sqlite3.connect(self.path, isolation_level=None)

    def end(self) -> None:
        self.eyes.close()
        ids.draw_from(None)
        self.let_go()

    @contextmanager
    def at(self, model: Model) -> Iterator[None]:
        """Half past the hour of the model."""
        with clock.held_at(told.MONDAY + timedelta(hours=model.hour, minutes=30)):
            yield

    # eyes

    @property
    def mark(self) -> int:
        """A number that changes with every commit of anybody else."""
        return self.eyes.execute("PRAGMA data_version").fetchone()[0]

    def ask(self, statement: str) -> list[tuple]:
        return self.eyes.execute(statement, {"loop": self.loop, "first": int(told.MONDAY.timestamp())} if ":loop" in statement else {}).fetchall()

    def fingerprint(self) -> str:
        """A word that is another one as soon as anything stored is."""
        tables = [self.ask(f"SELECT * FROM {table.name}") for table in Base.metadata.sorted_tables]
        return hashlib.sha256(repr([sorted(rows, key=repr) for rows in tables]).encode()).hexdigest()

    def stored(self) -> set[tuple]:
        """Everything that the model speaks of, as the database has it."""
        return {row for statement in _STATE for row in self.ask(statement)}

    def sealed(self) -> dict[tuple[str, int], tuple]:
        """Every row that never changes, whole."""
        return {(table, row[0]): row for table in SEALED for row in self.ask(f"SELECT * FROM {table}")}

    def evidence(self) -> list[int]:
        """The evidence of the loop, oldest first."""
        return [row[0] for row in self.ask("SELECT id FROM evidence ORDER BY id")]

    def readable(self, name: str) -> set[str]:
        """Whose feedback somebody may read, by the seal's clause."""
        return {self.names[row[0]] for row in self.eyes.execute(self.seal[name])}

    def expected(self, model: Model) -> set[tuple]:
        """The same as `stored`, as the model has it."""
        person, rows = self.world.people, set()
        rows.add(("loop", model.status.value, person[model.holders["manager"]], person[model.holders["bar"]], 0, 0))
        for talk in model.talks:
            facts = f"{int(bool(talk.vote))}{int(talk.excused)}"
            rows.add(("interview", talk.id, person[talk.person], talk.seat.value, f"{talk.status.value} {talk.hour}", facts))
        rows |= {("draft", talk.id, talk.version, 0, 0, 0) for talk in model.talks if talk.draft and not talk.vote}
        rows |= {("first", person[name], vote.value, 0, 0, 0) for name, vote in model.sealed.items()}
        rows |= {("phase", model.phase.value, 0, 0, 0, 0)} if model.phase else set()
        rows |= {("member", person[name], int(each.votes), int(each.confirmed), int(each.excused), 0) for name, each in model.members.items()}
        rows |= {("final", person[name], vote.value, 0, 0, 0) for name, vote in model.finals.items()}
        rows |= {("verdict", self.principles[key], value.value, 0, 0, 0) for key, (value, _) in model.verdicts.items()}
        rows |= {("citation", self.principles[key], each, 0, 0, 0) for key, (_, cited) in model.verdicts.items() for each in cited}
        rows |= {("key", kind.value, person[name], answer.value, 0, 0) for kind, (name, answer) in model.keys.items()}
        rows |= {("decision", "hire" if model.decision[0] else "no_hire", model.decision[1], 0, 0, 0)} if model.decision else set()
        return rows | {("reader", person[name], 0, 0, 0, 0) for name in model.read}


@cache
def house() -> House:
    """Built once a process."""
    return House()


assert set(NEEDS) == {key for keys in told.COVER.values() for key in keys}
