"""The ladder and the two sides of an interview as the pages say them."""

from hiring.training.presenters.ladder import Line, Place, StepLine, line, overview, place, steps
from hiring.training.presenters.practice import Compared, compared

__all__ = ["Compared", "Line", "Place", "StepLine", "compared", "line", "overview", "place", "steps"]
