"""The chain, as pure functions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hiring.audit.rules import GENESIS, Link, commitment, first_fault, seal_of

START = datetime(2026, 11, 23, tzinfo=UTC)


def chain(length=6):
    links, previous = [], GENESIS
    for number in range(1, length + 1):
        body = (number, START + timedelta(minutes=number), "person.added", 7, 100 + number, {"fields": ["name"]})
        seal = seal_of(*body, previous)
        links.append(Link(*body, previous, seal))
        previous = seal
    return links


def test_invariant_17_a_whole_chain_holds():
    assert first_fault(chain()) is None
    assert first_fault([]) is None


CHANGES = ({"at": START}, {"event": "person.changed"}, {"actor_id": 8}, {"actor_id": None}, {"subject": 1}, {"facts": {}}, {"seal": "0" * 64}, {"previous": "1" * 64})


@pytest.mark.parametrize("field", CHANGES)
def test_invariant_17_any_changed_field_is_named_by_its_entry(field):
    links = chain()
    links[2] = replace(links[2], **field)
    assert first_fault(links).number == 3


def test_invariant_17_a_removed_entry_is_named():
    links = chain()
    del links[3]
    assert first_fault(links).number == 4


def test_invariant_17_swapped_entries_are_named():
    links = chain()
    links[1], links[2] = links[2], links[1]
    assert first_fault(links).number == 2


def test_invariant_17_an_inserted_entry_is_named():
    links = chain()
    body = (3, START, "person.added", 7, None, {})
    forged = Link(*body, links[1].seal, seal_of(*body, links[1].seal))
    later = [replace(link, number=link.number + 1) for link in links[2:]]
    assert first_fault([*links[:2], forged, *later]).number == 4


def test_a_commitment_shows_change_and_needs_its_salt():
    assert commitment("s", "text", 3) == commitment("s", "text", 3)
    assert len({commitment("s", "text", 3), commitment("t", "text", 3), commitment("s", "text", 4), commitment("s", "text3")}) == 4
