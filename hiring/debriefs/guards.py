"""What the database itself refuses: invariants 8 to 11 as conditions of triggers, held on both databases.

Plain text, so that `models` can lay it beside its tables; `db.guards` writes the triggers.
"""

from typing import NamedTuple

from hiring.feedback.locks import ENTITLED, ME, OF_LOOP, UNSEALED


class Held(NamedTuple):
    """A rule on a table: the act is refused when the condition over OLD and NEW is true."""

    table: str
    rule: str
    act: str
    when: str
    says: str


_PLANNED = "SELECT 1 FROM interview i JOIN loop l ON l.id = i.loop_id WHERE i.loop_id = NEW.loop_id AND i.status = 'planned'"
_OPENED = f"{_PLANNED} AND l.manager_key_id IS NOT NULL AND l.bar_key_id IS NOT NULL"
_MISSING = f"{_PLANNED} AND i.submitted_at IS NULL AND (i.excused_at IS NULL OR i.interviewer_id IN (l.manager_key_id, l.bar_key_id))"
_SHUT = f"NEW.phase <> 'reading' OR NOT EXISTS ({_OPENED}) OR EXISTS ({_MISSING})"
_GATE = (Held("debrief", "gate", "INSERT", _SHUT, "a debrief opens when all feedback is in and both keys are held"),)

_NUMBER = "CASE {row}.phase WHEN 'reading' THEN 1 WHEN 'voting' THEN 2 WHEN 'discussion' THEN 3 WHEN 'decision' THEN 4 ELSE 5 END"
_OLD, _NEW = _NUMBER.format(row="OLD"), _NUMBER.format(row="NEW")
_WAITING = "SELECT 1 FROM debrief_member m WHERE m.debrief_id = NEW.id AND m.excused_at IS NULL"
_UNREAD = f"{_WAITING} AND m.confirmed_at IS NULL"
_CAST = "SELECT 1 FROM final_vote f WHERE f.debrief_id = m.debrief_id AND f.person_id = m.person_id"
_UNCAST = f"{_WAITING} AND m.votes AND NOT EXISTS ({_CAST})"
_VOTER = (
    "SELECT 1 FROM debrief_member m JOIN debrief d ON d.id = m.debrief_id WHERE m.debrief_id = NEW.debrief_id AND m.person_id = NEW.person_id"
    " AND m.votes AND m.confirmed_at IS NOT NULL AND m.excused_at IS NULL AND d.phase = 'voting'"
)
_PHASES = (
    Held("debrief", "phase_order", "UPDATE", f"NEW.loop_id <> OLD.loop_id OR {_NEW} NOT IN ({_OLD}, {_OLD} + 1)", "a debrief goes forward, one phase at a time"),
    Held("debrief", "all_read", "UPDATE", f"OLD.phase = 'reading' AND NEW.phase = 'voting' AND EXISTS ({_UNREAD})", "everybody reads before anybody votes"),
    Held("debrief", "all_voted", "UPDATE", f"OLD.phase = 'voting' AND NEW.phase = 'discussion' AND EXISTS ({_UNCAST})", "votes stay hidden until all are cast"),
    Held("final_vote", "confirmed_voter", "INSERT", f"NOT EXISTS ({_VOTER})", "only a member who has read votes, and only in the voting phase"),
)

_CITED = "SELECT 1 FROM citation c JOIN evidence e ON e.id = c.evidence_id JOIN feedback f ON f.id = e.feedback_id WHERE c.verdict_id = v.id AND f.loop_id = NEW.loop_id"
_FOUND = "SELECT 1 FROM verdict v WHERE v.debrief_id = NEW.id AND v.principle_id = r.principle_id"
_STANDS = f"{_FOUND} AND (v.value = 'no_data' OR EXISTS ({_CITED}))"
_REQUIRED = "SELECT 1 FROM loop l JOIN application a ON a.id = l.application_id JOIN requirement r ON r.opening_id = a.opening_id WHERE l.id = NEW.loop_id"
_UNFOUND = f"OLD.phase = 'discussion' AND NEW.phase = 'decision' AND EXISTS ({_REQUIRED} AND NOT EXISTS ({_STANDS}))"
_CITABLE = (
    "SELECT 1 FROM verdict v JOIN debrief d ON d.id = v.debrief_id JOIN feedback f ON f.loop_id = d.loop_id JOIN evidence e ON e.feedback_id = f.id"
    " WHERE v.id = NEW.verdict_id AND e.id = NEW.evidence_id AND d.phase = 'discussion'"
)
_KEPT = "EXISTS (SELECT 1 FROM verdict v JOIN debrief d ON d.id = v.debrief_id WHERE v.id = OLD.verdict_id AND d.phase <> 'discussion')"
_TALKED = "NOT EXISTS (SELECT 1 FROM debrief d WHERE d.id = {row}.debrief_id AND d.phase = 'discussion')"
_REASONS = (
    Held("debrief", "all_found", "UPDATE", _UNFOUND, "every required principle has a verdict that cites evidence of this loop"),
    Held("verdict", "discussed_insert", "INSERT", _TALKED.format(row="NEW"), "verdicts belong to the discussion"),
    Held("verdict", "discussed_update", "UPDATE", _TALKED.format(row="OLD"), "verdicts belong to the discussion"),
    Held("verdict", "discussed_delete", "DELETE", _TALKED.format(row="OLD"), "verdicts belong to the discussion"),
    Held("citation", "of_this_loop", "INSERT", f"NOT EXISTS ({_CITABLE})", "a verdict cites evidence of its own loop"),
    Held("citation", "no_update", "UPDATE", "1 = 1", "a citation is taken away or added, never changed"),
    Held("citation", "kept", "DELETE", _KEPT, "citations stay once the discussion is over"),
)

_HOLDER = (
    "SELECT 1 FROM debrief d JOIN loop l ON l.id = d.loop_id WHERE d.id = NEW.debrief_id AND d.phase = 'decision'"
    " AND NEW.person_id = CASE NEW.kind WHEN 'manager' THEN l.manager_key_id ELSE l.bar_key_id END"
)
_TURNED = "(SELECT count(DISTINCT k.person_id) FROM decision_key k WHERE k.debrief_id = NEW.debrief_id)"
_YES = "(SELECT count(DISTINCT k.person_id) FROM decision_key k WHERE k.debrief_id = NEW.debrief_id AND k.answer = 'yes')"
_BY_KEYS = f"NEW.debrief_id IS NOT NULL AND ({_TURNED} < 2 OR (NEW.result = 'hire') <> ({_YES} = 2))"
_OF_DEBRIEF = "EXISTS (SELECT 1 FROM debrief d WHERE d.id = NEW.debrief_id AND d.loop_id = NEW.loop_id AND d.phase = 'decision')"
_ALONE = (
    "NEW.debrief_id IS NULL AND EXISTS (SELECT 1 FROM loop l JOIN application a ON a.id = l.application_id JOIN opening o ON o.id = a.opening_id"
    """ WHERE l.id = NEW.loop_id AND CAST(o.rules AS TEXT) LIKE '%"preset": "feedback"%')"""
)
_SEALED = "OLD.phase = 'decision' AND NEW.phase = 'closed' AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.debrief_id = NEW.id)"
_DECISIONS = (
    Held("decision_key", "held", "INSERT", f"NOT EXISTS ({_HOLDER})", "a key is turned by its holder, in the decision phase"),
    Held("decision", "two_keys", "INSERT", _BY_KEYS, "a hire needs two keys that say yes, and two keys that say yes are a hire"),
    Held("decision", "debriefed", "INSERT", f"NOT ({_OF_DEBRIEF} OR ({_ALONE}))", "a decision comes out of the debrief of its loop, where the process has one"),
    Held("debrief", "sealed", "UPDATE", _SEALED, "a debrief closes with its decision"),
)

HELD = (*_GATE, *_PHASES, *_REASONS, *_DECISIONS)

_REVEALED = "SELECT 1 FROM debrief d WHERE d.id = final_vote.debrief_id AND d.phase IN ('discussion', 'decision', 'closed')"
_OPEN_TO_ME = f"EXISTS ({_REVEALED} AND EXISTS ({OF_LOOP.format(loop='d.loop_id')} AND {ENTITLED} AND {UNSEALED}))"

FINAL_VOTE = (f"person_id = {ME} OR {_OPEN_TO_ME}", f"person_id = {ME}")
"""The second lock of a second vote: one's own, and all of them once they are revealed to whoever may read the loop (invariant 9)."""
