"""Pages of the ladder and of practice feedback."""

from hiring.training.views.ladder import bp as ladder
from hiring.training.views.practice import bp as practice

__all__ = ["ladder", "practice"]
