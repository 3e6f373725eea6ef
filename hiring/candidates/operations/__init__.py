"""What people and the floors above do with candidates; one function, one sentence of the business."""

from hiring.candidates.operations.opinions import add_note, record_screen
from hiring.candidates.operations.people import add_candidate, change_candidate
from hiring.candidates.operations.resumes import add_resume, sweep_files
from hiring.candidates.operations.seats import bar, sat_in, seat, seat_settled, sit_in, unseat
from hiring.candidates.operations.stages import decline_offer, enter, mark_hired, mark_told, move, reject, reopen, rest_at, set_stage, start_screening, withdraw
from hiring.candidates.operations.texts import read_texts

__all__ = [
    "add_candidate",
    "add_note",
    "add_resume",
    "bar",
    "change_candidate",
    "decline_offer",
    "enter",
    "mark_hired",
    "mark_told",
    "move",
    "read_texts",
    "record_screen",
    "reject",
    "reopen",
    "rest_at",
    "sat_in",
    "seat",
    "seat_settled",
    "set_stage",
    "sit_in",
    "start_screening",
    "sweep_files",
    "unseat",
    "withdraw",
]
