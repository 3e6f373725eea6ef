"""Interviews, drafts and sealed feedback as the pages say them."""

from hiring.feedback.presenters.afterwards import afterwards
from hiring.feedback.presenters.coach import before_vote, beside_all
from hiring.feedback.presenters.kit import head, sections
from hiring.feedback.presenters.of_loop import feedback_of_loop
from hiring.feedback.presenters.sealed import reading, receipt, sealed, summary

__all__ = ["afterwards", "before_vote", "beside_all", "feedback_of_loop", "head", "reading", "receipt", "sealed", "sections", "summary"]
