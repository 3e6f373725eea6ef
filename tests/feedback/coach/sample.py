"""The labelled sample: lines of evidence with the hints that a reader would give them, and how well the rules agree."""

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hiring.feedback.body import Story
from hiring.feedback.coach.rules import Finding, hints
from hiring.feedback.coach.terms import Hint
from hiring.feedback.coach.words import LISTED

RULES = (*LISTED, Hint.TRAIT)


@dataclass(frozen=True)
class Line:
    """One piece of evidence and its labels."""

    labels: frozenset[str]
    text: str


@dataclass
class Score:
    """How often one rule spoke rightly, wrongly, or not at all where it should."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed))


@cache
def sample(language: str) -> tuple[Line, ...]:
    """All lines of a language."""
    with (Path(__file__).parent / f"sample.{language}.toml").open("rb") as file:
        return tuple(Line(frozenset(labels.split()), text) for labels, text in tomllib.load(file)["lines"])


def positives(language: str) -> Counter[str]:
    """How many lines bear each label, a trait's group apart."""
    return Counter(label for line in sample(language) for label in line.labels)


def label(found: Finding) -> str:
    """The label of a finding as the sample writes it."""
    return f"{found.hint}:{found.trait.key}" if found.trait else str(found.hint)


@cache
def scores(language: str) -> dict[Hint, Score]:
    """The score of each rule; a trait counts as right only under its own reason."""
    made = {rule: Score() for rule in RULES}
    for line in sample(language):
        given = {label(found) for found in hints(Story(action=line.text)) if found.hint in RULES}
        for each in given | line.labels:
            score = made[Hint(each.split(":")[0])]
            if each in given and each in line.labels:
                score.right += 1
            else:
                (score.wrong if each in given else score.missed).append(line.text)
    return made


if __name__ == "__main__":
    for language in ("en", "ja"):
        for rule, score in scores(language).items():
            print(language, rule, f"{score.precision:.3f} {score.recall:.3f}", len(score.wrong), len(score.missed))  # noqa: T201 - it prints the table for a reader
