"""Pages of candidates, their résumés, and the acts on their applications."""

from hiring.candidates.views import acts, resumes
from hiring.candidates.views.people import bp

__all__ = ["acts", "bp", "resumes"]
