"""The loops of an application on its candidate's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hiring.accounts.actor import Actor
from hiring.candidates import sections
from hiring.loops import queries
from hiring.loops.models import Loop
from hiring.loops.rules.life import may_begin
from hiring.loops.terms import LIVE, LoopStatus


@dataclass
class Card:
    """The loops of one application, newest first, and whether this reader may begin one."""

    application_id: int
    loops: list[Loop] = field(default_factory=list)
    begins: bool = False


def load_loops(actor: Actor, application_ids: Sequence[int]) -> Mapping[int, Any]:
    """A card for each application that has loops for this reader, or may have one; two statements."""
    cards = {application_id: Card(application_id) for application_id in application_ids}
    for loop in queries.loops_of(actor, application_ids):
        cards[loop.application_id].loops.append(loop)
    for application, opening in queries.waiting_for(actor, application_ids):
        loops = cards[application.id].loops
        live, decided = any(loop.status in LIVE for loop in loops), any(loop.status is LoopStatus.DECIDED for loop in loops)
        cards[application.id].begins = may_begin(application.stage, opening.status, live=live, decided=decided)
    return {application_id: card for application_id, card in cards.items() if card.loops or card.begins}


sections.section("loops/_of_application.html", load_loops)
