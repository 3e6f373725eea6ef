"""Reads of loops: loaded, ordered, and asked of the policy; a fixed number of statements each."""

from hiring.loops.queries.loops import (
    Progress,
    interview_for,
    interview_to_plan,
    live_loop_of,
    loop_for,
    loop_to_plan,
    loop_to_read,
    loops_of,
    owed,
    own_or_planned_interview,
    page,
    progress_of,
    was_decided,
    whole_loop,
)
from hiring.loops.queries.people import Choice, choices, choices_by_seat, everybody, load, successors, taken, week_of
from hiring.loops.queries.plan import Plan, ground_of, plan_from, plan_of, planned
from hiring.loops.queries.questions import Offer, offers, questions_by_id
from hiring.loops.queries.templates import template, template_named, templates

__all__ = [
    "Choice",
    "Offer",
    "Plan",
    "Progress",
    "choices",
    "choices_by_seat",
    "everybody",
    "ground_of",
    "interview_for",
    "interview_to_plan",
    "live_loop_of",
    "load",
    "loop_for",
    "loop_to_plan",
    "loop_to_read",
    "loops_of",
    "offers",
    "owed",
    "own_or_planned_interview",
    "page",
    "plan_from",
    "plan_of",
    "planned",
    "progress_of",
    "questions_by_id",
    "successors",
    "taken",
    "template",
    "template_named",
    "templates",
    "was_decided",
    "week_of",
    "whole_loop",
]
