"""Reads of the ladder and of practice feedback; a fixed number of statements each."""

from hiring.training.queries.ladder import (
    asks,
    certificate_ends,
    enrolled,
    people_to_begin,
    promotion_of,
    record_of,
    records,
    sealed_among,
    step_row,
    trainee_for,
    trainee_of,
    trainees,
)
from hiring.training.queries.practice import Pair, comparison_of, owed, pair_for, practice_of, rows_of, seat_for

__all__ = [
    "Pair",
    "asks",
    "certificate_ends",
    "comparison_of",
    "enrolled",
    "owed",
    "pair_for",
    "people_to_begin",
    "practice_of",
    "promotion_of",
    "record_of",
    "records",
    "rows_of",
    "sealed_among",
    "seat_for",
    "step_row",
    "trainee_for",
    "trainee_of",
    "trainees",
]
