"""How entries are sealed and a chain is checked: pure functions over plain values."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """An entry as the chain sees it."""

    number: int
    at: datetime
    event: str
    actor_id: int | None
    subject: int | None
    facts: Mapping[str, Any]
    previous: str
    seal: str


@dataclass(frozen=True)
class Fault:
    """The first entry that does not hold, and why."""

    number: int
    why: str


def seal_of(number: int, at: datetime, event: str, actor_id: int | None, subject: int | None, facts: Mapping[str, Any], previous: str) -> str:
    """SHA-256 over the canonical form of an entry and the seal before it."""
    body = [number, at.isoformat(timespec="microseconds"), event, actor_id, subject, facts, previous]
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()).hexdigest()


def commitment(salt: str, *parts: object) -> str:
    """A salted SHA-256 of a text, which shows later change and tells nothing by itself."""
    return hashlib.sha256(json.dumps([salt, *parts], separators=(",", ":"), ensure_ascii=True, default=str).encode()).hexdigest()


def first_fault(links: Iterable[Link]) -> Fault | None:
    """The first entry that is missing, moved or changed; None when the chain holds."""
    previous = GENESIS
    for number, link in enumerate(links, start=1):
        if link.number != number:
            return Fault(number, "missing, or moved")
        if link.previous != previous:
            return Fault(number, "does not follow the entry before it")
        if link.seal != seal_of(link.number, link.at, link.event, link.actor_id, link.subject, link.facts, link.previous):
            return Fault(number, "was changed")
        previous = link.seal
    return None
