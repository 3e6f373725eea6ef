"""The pages of the floor that write: a draft, a submission, and the debrief with its record of who read what."""

import json
import secrets
from typing import Any

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from bench.floor.app import app, database, now, row, rows

_STORY = ("situation", "task", "action", "result")


def _id() -> int:
    return secrets.randbits(58)


@app.post("/interviews/<int:number>/draft")
def draft(number: int) -> ResponseReturnValue:
    """Keep a draft."""
    with database.writing():
        kept = row("SELECT d.version FROM draft d WHERE d.interview_id = ? AND d.author_id = ?", number, g.person[0]) or abort(404)
        database.run("UPDATE draft SET body = ?, saved_at = ?, version = ? WHERE interview_id = ?", json.dumps(request.form), now(), kept[0] + 1, number)
    return {"version": kept[0] + 1}


@app.post("/interviews/<int:number>/feedback")
def submit(number: int) -> ResponseReturnValue:
    """Seal a draft: feedback, its stories and ratings, and what becomes of interview, seat and draft."""
    at, mine = now(), g.person[0]
    with database.writing():
        head = row(
            "SELECT d.body, i.loop_id, l.application_id FROM draft d JOIN interview i ON i.id = d.interview_id JOIN loop l ON l.id = i.loop_id"
            " WHERE i.id = ? AND i.interviewer_id = ? AND i.submitted_at IS NULL",
            number,
            mine,
        ) or abort(404)
        _seal(json.loads(head[0]) if isinstance(head[0], str) else head[0], number, head[1], at)
        database.run("UPDATE interview SET submitted_at = ?, version = version + 1 WHERE id = ?", at, number)
        database.run("UPDATE panel_seat SET pending = false WHERE application_id = ? AND person_id = ?", head[2], mine)
        database.run("DELETE FROM draft WHERE interview_id = ?", number)
        database.run("INSERT INTO floor_act (at, person_id, act, subject) VALUES (?, ?, 'submitted', ?)", at, mine, number)
    return "", 204


def _seal(body: Any, number: int, loop: int, at: str) -> None:
    feedback, form = _id(), request.form
    said = (form["vote"], form.get("strongest_for", ""), form.get("strongest_against", ""), body["notes"])
    database.run("INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", feedback, number, loop, g.person[0], *said, at, "0" * 32, "0" * 64)
    for place, (principle, answer) in enumerate(body["answers"].items()):
        for story in answer["stories"]:
            parts = [story[part] for part in _STORY]
            database.run("INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')", _id(), feedback, int(principle), place, *parts)
        database.run("INSERT INTO principle_rating VALUES (?, ?, ?, ?, ?, ?)", _id(), feedback, int(principle), place, answer["rating"], answer["reason"])


@app.get("/loops/<int:number>/debrief")
def debrief(number: int) -> str:
    """The debrief, and on the first look a row for each colleague's feedback that was read."""
    head = row(
        "SELECT c.name, o.title ->> 'en', d.phase, x.result, x.reason, x.at, d.id FROM debrief d JOIN loop l ON l.id = d.loop_id JOIN application a ON a.id = l.application_id"
        " JOIN candidate c ON c.id = a.candidate_id JOIN opening o ON o.id = a.opening_id LEFT JOIN decision x ON x.loop_id = l.id WHERE l.id = ?",
        number,
    ) or abort(404)
    votes = rows(
        "SELECT f.id, f.author_id, p.name, f.vote, v.vote, v.reason, f.notes FROM feedback f JOIN person p ON p.id = f.author_id"
        " LEFT JOIN final_vote v ON v.person_id = f.author_id AND v.debrief_id = ? WHERE f.loop_id = ?",
        head[6],
        number,
    )
    ratings = rows("SELECT r.feedback_id, r.principle_id, r.rating, r.reason FROM feedback f JOIN principle_rating r ON r.feedback_id = f.id WHERE f.loop_id = ?", number)
    stories = rows("SELECT e.principle_id, e.situation, e.task, e.action, e.result FROM feedback f JOIN evidence e ON e.feedback_id = f.id WHERE f.loop_id = ?", number)
    verdicts = rows("SELECT p.id, p.name ->> 'en', v.value, v.reason FROM verdict v JOIN principle p ON p.id = v.principle_id WHERE v.debrief_id = ?", head[6])
    keys = rows("SELECT k.kind, p.name, k.answer FROM decision_key k JOIN person p ON p.id = k.person_id WHERE k.debrief_id = ?", head[6])
    _record([vote[0] for vote in votes if vote[1] != g.person[0]])
    return render_template("debrief.html", head=head, votes=votes, ratings=ratings, stories=stories, verdicts=verdicts, keys=keys)


def _record(read: list[int]) -> None:
    marks = ",".join("?" * len(read)) or "NULL"
    before = {each[0] for each in rows(f"SELECT feedback_id FROM floor_read WHERE person_id = ? AND feedback_id IN ({marks})", g.person[0], *read)}
    new = [each for each in read if each not in before]
    if new:
        with database.writing():
            for each in new:
                database.run("INSERT INTO floor_read VALUES (?, ?, ?) ON CONFLICT DO NOTHING", each, g.person[0], now())
