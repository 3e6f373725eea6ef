"""E-mail addresses in the one form that they are compared in."""

from importlib import import_module


def normal_address(text: str) -> str | None:
    """An address in its normal form; None where the text is none."""
    checker = import_module("email_validator")  # its patterns take a thirtieth of a start, and are needed where somebody writes an address
    try:
        return str(checker.validate_email(text, check_deliverability=False).normalized)
    except checker.EmailNotValidError:
        return None
