"""The lock of practice feedback, written apart from `policy` on purpose: its author, and the host once both are sealed."""

from hiring.feedback.locks import APART, ME, UNSEALED

_HOST = (
    "EXISTS (SELECT 1 FROM shadow z JOIN interview j ON j.id = z.interview_id JOIN loop l ON l.id = j.loop_id JOIN application a ON a.id = l.application_id"
    f" WHERE z.id = practice.shadow_id AND j.interviewer_id = {ME} AND j.status = 'planned' AND j.submitted_at IS NOT NULL AND {UNSEALED} AND NOT {APART})"
)
PRACTICE = (f"author_id = {ME} OR (submitted_at IS NOT NULL AND {_HOST})", f"author_id = {ME}")
