"""The base of every enum: a stored value with the label and the sentence that pages show for it."""

from enum import StrEnum


class Term(StrEnum):
    """A member is written `NAME = "value", N_("Label"), N_("One sentence that explains it.")`."""

    label: str
    sentence: str

    def __new__(cls, value: str, label: str = "", sentence: str = "") -> "Term":
        """A string that carries its words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.sentence = sentence
        return member
