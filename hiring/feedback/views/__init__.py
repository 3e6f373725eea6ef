"""Pages of one interview (kit, form, vote, sealed) and of a loop's feedback (reading, broken seal)."""

from hiring.feedback.views.reading import bp as readings
from hiring.feedback.views.writing import bp as interviews

__all__ = ["interviews", "readings"]
