"""Pure decisions about questions: their life and review, and in which turn they are asked."""

from hiring.questions.rules.care import (
    PROBES_MOST,
    in_star_order,
    require_active,
    require_askable,
    require_asked,
    require_bringable,
    require_changeable,
    require_draft,
    require_in_review,
    require_note,
    require_reviewer,
    require_sound,
    require_unknown,
    search_key,
)
from hiring.questions.rules.turns import Askable, Heard, counted, in_turn, proposed, shown, suited_to, swapped

__all__ = [
    "PROBES_MOST",
    "Askable",
    "Heard",
    "counted",
    "in_star_order",
    "in_turn",
    "proposed",
    "require_active",
    "require_askable",
    "require_asked",
    "require_bringable",
    "require_changeable",
    "require_draft",
    "require_in_review",
    "require_note",
    "require_reviewer",
    "require_sound",
    "require_unknown",
    "search_key",
    "shown",
    "suited_to",
    "swapped",
]
