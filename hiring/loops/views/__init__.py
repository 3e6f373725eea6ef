"""Pages of loops: the list, the status, the plan, one interview of it, amendments and templates."""

from hiring.loops.views import acts, interviews, plan, templates
from hiring.loops.views.loops import bp

__all__ = ["acts", "bp", "interviews", "plan", "templates"]
