"""What a plan lacks, in full sentences with names."""

from collections.abc import Callable
from dataclasses import dataclass

from hiring.core.text import Sentence, Words, say
from hiring.loops.operations.seating import reasons_said
from hiring.loops.queries import Plan
from hiring.loops.rules.coverage import Lack
from hiring.loops.terms import Gap


@dataclass(frozen=True)
class _Named:
    """A gap with the names that its sentence needs."""

    lack: Lack
    person: str
    principle: Words | str
    manager: str


def _uncovered(named: _Named) -> Sentence:
    """Nobody yet, a second one, or so many more."""
    have, need = named.lack.have, named.lack.need
    if have == 0 and need == 1:
        return say("Nobody covers “%(principle)s” yet.", principle=named.principle)
    if have == 1 and need == 2:
        return say("“%(principle)s” needs a second interviewer.", principle=named.principle)
    return say("“%(principle)s” is covered by %(have)s of %(need)s interviewers.", principle=named.principle, have=have, need=need)


_SENTENCES: dict[Gap, Callable[[_Named], Sentence]] = {
    Gap.NO_BAR_RAISER: lambda named: say("The loop has no Bar Raiser. Name one who is independent of %(manager)s.", manager=named.manager),
    Gap.NO_LEAD: lambda named: say("The loop has no debrief lead. Name a certified interviewer other than %(manager)s.", manager=named.manager),
    Gap.NO_MANAGER: lambda named: say("%(manager)s, the hiring manager, has no interview yet.", manager=named.manager),
    Gap.PANEL_SMALL: lambda named: say("The panel has %(have)s of at least %(need)s people.", have=named.lack.have, need=named.lack.need),
    Gap.PANEL_LARGE: lambda named: say("The panel has %(have)s people; at most %(need)s may sit in it.", have=named.lack.have, need=named.lack.need),
    Gap.UNCOVERED: _uncovered,
    Gap.TOO_FEW: lambda named: (
        say("%(name)s has no principle to ask about.", name=named.person)
        if named.lack.have == 0
        else say("%(name)s has %(have)s principles; at least %(need)s are needed.", name=named.person, have=named.lack.have, need=named.lack.need)
    ),
    Gap.TOO_MANY: lambda named: say("%(name)s has %(have)s principles; nobody asks well about more than %(need)s.", name=named.person, have=named.lack.have, need=named.lack.need),
    Gap.NOT_REQUIRED: lambda named: say("%(name)s asks about “%(principle)s”, which this opening does not require.", name=named.person, principle=named.principle),
    Gap.NO_TIME: lambda named: say("The interview of %(name)s has no time yet.", name=named.person),
    Gap.OVERLAP: lambda named: say("The interview of %(name)s begins before another one ends: nobody is in two interviews at once.", name=named.person),
    Gap.LEAKED: lambda named: say("People outside know a question that %(name)s is to ask. Swap it for another.", name=named.person),
    Gap.NOT_ELIGIBLE: lambda named: say("%(name)s cannot keep this seat. %(why)s", name=named.person, why=reasons_said(named.lack.reasons)),
}


def gap_sentences(plan: Plan) -> list[Sentence]:
    """Everything that a plan lacks, one sentence a gap."""
    return [gap_sentence(plan, lack) for lack in plan.gaps]


def gap_sentence(plan: Plan, lack: Lack) -> Sentence:
    """One gap with its names."""
    opening = plan.loop.application.opening
    principles: dict[int, Words] = {assignment.principle_id: assignment.principle.name for interview in plan.planned for assignment in interview.principles}
    principles.update({requirement.principle_id: requirement.principle.name for requirement in opening.requirements})
    person = plan.people[lack.person_id].name if lack.person_id in plan.people else ""
    named = _Named(lack, person, principles.get(lack.principle_id or 0, ""), opening.hiring_manager.name)
    return _SENTENCES[lack.gap](named)
