"""The seal once more (invariant 5), as conditions of the second lock: plain text for both databases, so that `models` can lay it
beside its tables. It is written apart from `policy` on purpose, and knows no calendar: whether a role has run out is asked there.
"""

ME = "(SELECT app_uid())"

_OWES_FEEDBACK = (
    "EXISTS (SELECT 1 FROM interview i JOIN loop w ON w.id = i.loop_id JOIN application b ON b.id = w.application_id"
    " WHERE b.candidate_id = a.candidate_id AND i.interviewer_id = {who} AND i.status = 'planned' AND w.status <> 'cancelled'"
    " AND i.submitted_at IS NULL AND NOT (i.excused_at IS NOT NULL AND w.status = 'decided'))"
)
_OWES_PRACTICE = (
    "EXISTS (SELECT 1 FROM shadow y JOIN loop w ON w.id = y.loop_id JOIN application b ON b.id = w.application_id"
    " WHERE b.candidate_id = a.candidate_id AND y.trainee_id = {who} AND y.withdrawn_at IS NULL AND y.submitted_at IS NULL AND w.status NOT IN ('cancelled', 'decided'))"
)
_OWES_OF = f"({_OWES_FEEDBACK} OR {_OWES_PRACTICE})"
_IS_CANDIDATE_OF = "EXISTS (SELECT 1 FROM candidate c WHERE c.id = a.candidate_id AND c.person_id = {who})"
_CONFLICT_OF = (
    "EXISTS (SELECT 1 FROM conflict x JOIN loop w ON w.id = x.loop_id JOIN application b ON b.id = w.application_id WHERE x.person_id = {who} AND b.candidate_id = a.candidate_id)"
)
_OWES, _IS_CANDIDATE, _CONFLICT = (each.format(who=ME) for each in (_OWES_OF, _IS_CANDIDATE_OF, _CONFLICT_OF))

_SEAT = f"SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = {ME} AND i.status = 'planned'"
_TRAINEE = f"SELECT 1 FROM shadow y WHERE y.loop_id = l.id AND y.trainee_id = {ME} AND y.withdrawn_at IS NULL"
_HOST_SEES = " AND NOT ".join(
    (
        "h.status = 'planned' AND (h.submitted_at IS NOT NULL OR (h.excused_at IS NOT NULL AND l.status = 'decided'))",
        *(each.format(who="h.interviewer_id") for each in (_OWES_OF, _IS_CANDIDATE_OF, _CONFLICT_OF)),
    )
)
_SAT_IN = (
    f"EXISTS (SELECT 1 FROM shadow s JOIN interview h ON h.id = s.interview_id WHERE s.loop_id = l.id AND s.trainee_id = {ME}"
    f" AND s.withdrawn_at IS NULL AND s.submitted_at IS NOT NULL AND {_HOST_SEES})"
)
_MEMBER = f"(EXISTS ({_SEAT} AND (i.submitted_at IS NOT NULL OR (i.excused_at IS NOT NULL AND l.status = 'decided'))) OR {_SAT_IN})"

_ROLE = f"EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = {ME} AND g.withdrawn_at IS NULL AND g.role = '{{role}}')"
_TEAM = f"EXISTS (SELECT 1 FROM team_member t WHERE t.opening_id = o.id AND t.person_id = {ME})"
_RECRUITS = f"({_ROLE.format(role='recruiter')} AND (NOT o.confidential OR o.recruiter_id = {ME} OR {_TEAM}))"
_SIGNED = f"EXISTS (SELECT 1 FROM role_brief s WHERE s.opening_id = o.id AND s.signed_off_by_id = {ME})"
_OVERSEES = f"(o.hiring_manager_id = {ME} OR l.manager_key_id = {ME} OR l.bar_key_id = {ME} OR {_RECRUITS} OR ({_ROLE.format(role='core')} AND NOT o.confidential AND {_SIGNED}))"

_PLANNED = "SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned'"
_ALL_IN = f"EXISTS ({_PLANNED} AND p.submitted_at IS NOT NULL) AND NOT EXISTS ({_PLANNED} AND p.submitted_at IS NULL AND p.excused_at IS NULL)"
_OPENED = f"(l.status IN ('debrief', 'decided') OR (o.rules ->> 'preset' = 'feedback' AND l.status = 'released' AND {_ALL_IN}))"

_BROKEN = f"EXISTS (SELECT 1 FROM glass_break k WHERE k.loop_id = l.id AND k.person_id = {ME})"
_GLASS = f"({_ROLE.format(role='administrator')} AND {_BROKEN} AND NOT EXISTS ({_SEAT}) AND NOT EXISTS ({_TRAINEE}))"

OF_LOOP = "SELECT 1 FROM loop l JOIN application a ON a.id = l.application_id JOIN opening o ON o.id = a.opening_id WHERE l.id = {loop}"
ENTITLED = f"({_MEMBER} OR ({_OVERSEES} AND {_OPENED}) OR {_GLASS}) AND NOT {_IS_CANDIDATE} AND NOT {_CONFLICT}"
UNSEALED = f"NOT {_OWES}"

_KNOWN = f"EXISTS (SELECT 1 FROM feedback_read r WHERE r.feedback_id = feedback.id AND r.person_id = {ME})"
_COLLEAGUES = f"EXISTS ({OF_LOOP.format(loop='feedback.loop_id')} AND {ENTITLED} AND ({UNSEALED} OR {_KNOWN}))"

FEEDBACK = (f"author_id = {ME} OR {_COLLEAGUES}", f"author_id = {ME}")
"""One's own; a colleague's for whoever may read the loop and owes nothing on this candidate, or has read it already."""

APART = f"({_IS_CANDIDATE} OR {_CONFLICT})"
"""The candidate in person and whoever declared a conflict, over an application `a`."""

DRAFT = (f"author_id = {ME}", f"author_id = {ME}")


def part_of_feedback(table: str) -> tuple[str, str]:
    """What belongs to a feedback is read by whoever reads the feedback, and written by its author."""
    of = f"SELECT 1 FROM feedback f WHERE f.id = {table}.feedback_id"
    return f"EXISTS ({of})", f"EXISTS ({of} AND f.author_id = {ME})"
