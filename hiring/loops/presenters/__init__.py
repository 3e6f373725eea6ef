"""What the pages of loops say."""

from hiring.loops.presenters.candidate import load_loops
from hiring.loops.presenters.gaps import gap_sentence, gap_sentences
from hiring.loops.presenters.plan import PlanPage, plan_page
from hiring.loops.presenters.sections import SECTIONS, Section, sections_of
from hiring.loops.presenters.status import LoopLine, StatusPage, loop_lines, status_page

__all__ = [
    "SECTIONS",
    "LoopLine",
    "PlanPage",
    "Section",
    "StatusPage",
    "gap_sentence",
    "gap_sentences",
    "load_loops",
    "loop_lines",
    "plan_page",
    "sections_of",
    "status_page",
]
