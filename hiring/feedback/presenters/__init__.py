"""Interviews, drafts and sealed feedback as the pages say them."""

from hiring.feedback.presenters.kit import head, sections
from hiring.feedback.presenters.sealed import reading, sealed, summary

__all__ = ["head", "reading", "sealed", "sections", "summary"]
