"""The pages of the floor that only read."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, abort, g, render_template, request, session
from flask.typing import ResponseReturnValue

from bench.floor import search
from bench.floor.database import Database

PAGE = 40
KEY = "floor-only-not-a-secret"
app = Flask("floor", template_folder=str(Path(__file__).with_name("pages")), static_folder=None)
app.secret_key = KEY
database = Database(os.environ.get("FLOOR_DATABASE", "sqlite:///"))
rows, row = database.rows, database.row
_LINE = "SELECT c.id, c.name, c.name_ja, o.title ->> 'en', a.stage, c.created_at FROM {chosen} c JOIN application a ON a.candidate_id = c.id"
_LINE += " JOIN opening o ON o.id = a.opening_id ORDER BY c.id DESC"
_NEWEST = _LINE.format(chosen="candidate").replace(" ORDER BY", " WHERE c.id < ? ORDER BY") + " LIMIT ?"


@app.before_request
def who() -> None:
    """One look-up a request."""
    g.person = row("SELECT id, name FROM person WHERE id = ?", session.get("person", 0))
    if g.person is None:
        abort(401)


def now() -> str:
    """This moment, as the tables hold it."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


@app.get("/candidates")
def candidates() -> str:
    """A page of the list."""
    wanted, stage, after = request.args.get("q"), request.args.get("stage"), request.args.get("after", 2**62, int)
    if wanted:
        found = search.found(database, _LINE, wanted.casefold(), after, PAGE + 1)
    elif stage:
        mine = "SELECT candidate_id FROM application WHERE opening_id = ? AND stage = ? AND candidate_id < ? ORDER BY candidate_id DESC LIMIT ?"
        found = rows(_LINE.format(chosen=f"(SELECT * FROM candidate WHERE id IN ({mine}))"), int(request.args["opening"]), stage, after, PAGE + 1)
    else:
        found = rows(_NEWEST, after, PAGE + 1)
    return render_template("list.html", rows=found, openings=rows("SELECT id, title ->> 'en' FROM opening ORDER BY id DESC") if stage else [])


@app.get("/candidates/<int:number>")
def candidate(number: int) -> str:
    """One candidate with everything on record."""
    head = row("SELECT name, name_ja, email, phone, source, created_at FROM candidate WHERE id = ?", number) or abort(404)
    entered = rows("SELECT a.id, o.title ->> 'en', a.stage, a.stage_since FROM application a JOIN opening o ON o.id = a.opening_id WHERE a.candidate_id = ?", number)
    said = "SELECT x.at, p.name, {what} FROM {table} x JOIN application a ON a.id = x.application_id JOIN person p ON p.id = x.by_id WHERE a.candidate_id = ?"
    of = {table: rows(said.format(table=table, what=what), number) for table, what in (("note", "x.text"), ("screen", "x.note"), ("stage_change", "x.to_stage"))}
    loops = rows("SELECT l.id, l.status FROM loop l JOIN application a ON a.id = l.application_id WHERE a.candidate_id = ?", number)
    return render_template("candidate.html", head=head, entered=entered, of=of, loops=loops)


@app.get("/")
def work() -> str:
    """What waits for a person, and how the last month went."""
    mine, moment = g.person[0], datetime.now(UTC)
    about = "JOIN loop l ON l.id = i.loop_id JOIN application a ON a.id = l.application_id JOIN candidate c ON c.id = a.candidate_id JOIN opening o ON o.id = a.opening_id"
    owed = rows(
        f"SELECT i.id, c.name, o.title ->> 'en', i.ends_at, d.body FROM interview i {about} LEFT JOIN draft d ON d.interview_id = i.id"
        " WHERE i.interviewer_id = ? AND i.status = 'planned' AND i.submitted_at IS NULL AND l.status = 'released' ORDER BY i.starts_at",
        mine,
    )
    covered = rows(
        f"SELECT s.interview_id, p.name ->> 'en' FROM assignment s JOIN principle p ON p.id = s.principle_id WHERE s.interview_id IN ({_marks(owed)})", *(x[0] for x in owed)
    )
    rooms = rows(
        "SELECT l.id, c.name, o.title ->> 'en', d.phase, m.confirmed_at FROM debrief_member m JOIN debrief d ON d.id = m.debrief_id JOIN loop l ON l.id = d.loop_id"
        " JOIN application a ON a.id = l.application_id JOIN candidate c ON c.id = a.candidate_id JOIN opening o ON o.id = a.opening_id"
        " WHERE m.person_id = ? AND l.status = 'debrief' AND d.phase <> 'closed'",
        mine,
    )
    since = (moment - timedelta(days=30)).strftime("%Y-%m-%d %H:%M:%S")
    month = rows("SELECT ends_at, submitted_at FROM interview WHERE interviewer_id = ? AND starts_at > ? AND starts_at < ?", mine, since, now())
    return render_template("work.html", owed=owed, covered=_grouped(covered), rooms=rooms, month=month)


def _marks(found: list[Any]) -> str:
    return ",".join("?" * len(found)) or "NULL"


def _grouped(pairs: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for key, *rest in pairs:
        found.setdefault(key, []).append(rest)
    return found


@app.get("/interviews/<int:number>")
def kit(number: int) -> str:
    """What to ask, and what was written."""
    head = row(
        "SELECT i.id, c.name, o.title ->> 'en', i.starts_at, i.loop_id, o.id FROM interview i JOIN loop l ON l.id = i.loop_id JOIN application a ON a.id = l.application_id"
        " JOIN candidate c ON c.id = a.candidate_id JOIN opening o ON o.id = a.opening_id WHERE i.id = ? AND i.interviewer_id = ?",
        number,
        g.person[0],
    ) or abort(404)
    principles = rows(
        "SELECT p.id, p.name ->> 'en', p.summary ->> 'en' FROM assignment s JOIN principle p ON p.id = s.principle_id WHERE s.interview_id = ? ORDER BY s.position", number
    )
    anchors = rows(f"SELECT principle_id, rating, text ->> 'en' FROM anchor WHERE track = 'individual' AND principle_id IN ({_marks(principles)})", *(x[0] for x in principles))
    questions = rows(
        "SELECT q.id, q.text ->> 'en', q.weak ->> 'en', q.strong ->> 'en', q.principle_key FROM asked_question k JOIN question q ON q.id = k.question_id WHERE k.interview_id = ?",
        number,
    )
    probes = rows(f"SELECT question_id, id, text ->> 'en' FROM probe WHERE question_id IN ({_marks(questions)}) ORDER BY position", *(x[0] for x in questions))
    outcomes = rows("SELECT u.text ->> 'en' FROM outcome u JOIN role_brief b ON b.id = u.brief_id WHERE b.opening_id = ? ORDER BY u.position", head[5])
    draft = row("SELECT body, version FROM draft WHERE interview_id = ?", number)
    body = json.loads(draft[0]) if draft and isinstance(draft[0], str) else draft[0] if draft else {}
    return render_template("kit.html", head=head, principles=principles, anchors=_grouped(anchors), questions=questions, probes=_grouped(probes), outcomes=outcomes, body=body)


@app.get("/loops/<int:number>/debrief/status")
def status(number: int) -> ResponseReturnValue:
    """Nothing, when nothing happened."""
    found = row("SELECT d.version + l.version FROM debrief d JOIN loop l ON l.id = d.loop_id WHERE d.loop_id = ?", number) or abort(404)
    return ("", 204) if found[0] == request.args.get("seen", 0, int) else str(found[0])


@app.get("/questions")
def questions() -> str:
    """The newest of the bank, with their probes."""
    found = rows("SELECT id, text ->> 'en', principle_key, kind, suits, status FROM question WHERE status = 'active' ORDER BY id DESC LIMIT 31")
    probes = rows(f"SELECT question_id, text ->> 'en' FROM probe WHERE question_id IN ({_marks(found)})", *(x[0] for x in found))
    return render_template("questions.html", rows=found[:30], probes=_grouped(probes))
