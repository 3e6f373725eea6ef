"""What people and the floors above do with loops; one function, one sentence of the business."""

from hiring.loops.operations.amending import amend_add, amend_cancel, amend_probe, amend_reassign, amend_replace, move_interview
from hiring.loops.operations.conflicts import declare_conflict
from hiring.loops.operations.endings import cancel_loop, to_debrief, to_decided
from hiring.loops.operations.happening import amend_successor, mark_not_covered, mark_not_held
from hiring.loops.operations.planning import add_interview, apply_template, assign, begin, change_interview, choose_questions, remove_interview, swap_question
from hiring.loops.operations.release import release
from hiring.loops.operations.shadowing import ask_for_shadowing, practice_is_in, seat_shadow, withdraw_shadow
from hiring.loops.operations.templates import lines_of, retire_template, save_template

__all__ = [
    "add_interview",
    "amend_add",
    "amend_cancel",
    "amend_probe",
    "amend_reassign",
    "amend_replace",
    "amend_successor",
    "apply_template",
    "ask_for_shadowing",
    "assign",
    "begin",
    "cancel_loop",
    "change_interview",
    "choose_questions",
    "declare_conflict",
    "lines_of",
    "mark_not_covered",
    "mark_not_held",
    "move_interview",
    "practice_is_in",
    "release",
    "remove_interview",
    "retire_template",
    "save_template",
    "seat_shadow",
    "swap_question",
    "to_debrief",
    "to_decided",
    "withdraw_shadow",
]
