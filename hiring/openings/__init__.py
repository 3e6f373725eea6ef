"""Roles to fill, worked backwards: a brief dated a year after the hire, what it requires, and one process for all.

The process rules freeze when the first candidate enters. A confidential opening exists only for those who work on it.
"""
