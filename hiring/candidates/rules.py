"""Pure rules about candidates: which moves people may make, what a contact looks like, and who may be the same person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from hiring.accounts.terms import Locale
from hiring.candidates.terms import ENDED, NEWS, Likeness, Source, Stage, StageReason
from hiring.core.clock import zones
from hiring.core.email import normal_address
from hiring.core.errors import Refused
from hiring.core.text import Sentence, fold, lang_of, say, tidy

NAME_MOST, EMAIL_MOST, PHONE_MOST, TEXT_MOST = 200, 254, 40, 20_000
_NAME_KEY_MOST, _PHONE_DIGITS, _PHONE_LEAST, _WORDS_MOST = 700, 9, 7, 8
_NOT_A_DIGIT = re.compile(r"[^0-9]")

_NONE: frozenset[StageReason] = frozenset()
_OURS = frozenset({StageReason.MISSING_EXPERIENCE, StageReason.LEVEL_MISMATCH, StageReason.LOCATION, StageReason.SALARY, StageReason.NOT_AT_BAR, StageReason.POSITION_FILLED})
_AFTER_THE_DECISION = frozenset({StageReason.LEVEL_MISMATCH, StageReason.LOCATION, StageReason.SALARY, StageReason.POSITION_FILLED})
_THEIRS = frozenset({StageReason.WITHDREW})
_DECLINED = frozenset({StageReason.OFFER_DECLINED})
_AGAIN = frozenset({StageReason.MISTAKE, StageReason.NEW_FACTS})
_ONLY_MISTAKE = frozenset({StageReason.MISTAKE})

MOVES: dict[tuple[Stage, Stage], frozenset[StageReason]] = {
    (Stage.APPLIED, Stage.SCREENING): _NONE,
    (Stage.APPLIED, Stage.REJECTED): _OURS,
    (Stage.APPLIED, Stage.WITHDRAWN): _THEIRS,
    (Stage.SCREENING, Stage.REJECTED): _OURS,
    (Stage.SCREENING, Stage.WITHDRAWN): _THEIRS,
    (Stage.LOOP, Stage.REJECTED): _OURS,
    (Stage.LOOP, Stage.WITHDRAWN): _THEIRS,
    (Stage.DEBRIEF, Stage.WITHDRAWN): _THEIRS,
    (Stage.OFFER, Stage.HIRED): _NONE,
    (Stage.OFFER, Stage.WITHDRAWN): _DECLINED,
    (Stage.OFFER, Stage.REJECTED): _AFTER_THE_DECISION,
    (Stage.REJECTED, Stage.APPLIED): _AGAIN,
    (Stage.REJECTED, Stage.SCREENING): _AGAIN,
    (Stage.REJECTED, Stage.LOOP): _AGAIN,
    (Stage.REJECTED, Stage.OFFER): _AGAIN,
    (Stage.WITHDRAWN, Stage.APPLIED): _AGAIN,
    (Stage.WITHDRAWN, Stage.SCREENING): _AGAIN,
    (Stage.WITHDRAWN, Stage.LOOP): _AGAIN,
    (Stage.WITHDRAWN, Stage.DEBRIEF): _AGAIN,
    (Stage.WITHDRAWN, Stage.OFFER): _AGAIN,
    (Stage.HIRED, Stage.OFFER): _ONLY_MISTAKE,
}
"""Every move that people may make, with the reasons of which one must be given; loops and debriefs make the others."""


def reasons_for(stage: Stage, to_stage: Stage) -> list[StageReason]:
    """The reasons a move may have, in the order of the vocabulary."""
    allowed = MOVES.get((stage, to_stage), _NONE)
    return [reason for reason in StageReason if reason in allowed]


def reasons_to_reopen(stage: Stage) -> list[StageReason]:
    """The reasons to reopen from a stage, wherever the application goes on."""
    again = frozenset().union(*(reasons for (before, to_stage), reasons in MOVES.items() if before is stage and to_stage not in ENDED))
    return [reason for reason in StageReason if reason in (again or _AGAIN)]


def require_move(stage: Stage, to_stage: Stage, reason: StageReason | None) -> None:
    """Refuse a move that people may not make, or one without its reason."""
    allowed = MOVES.get((stage, to_stage))
    if allowed is None:
        raise Refused(_no_such_move(stage, to_stage))
    if allowed and reason not in allowed:
        raise Refused(say("This move goes on record with a reason. Choose one of the list."), "reason")
    if not allowed and reason is not None:
        raise Refused(say("This move needs no reason. Leave it out, and write a note if there is something to say."), "reason")


def _no_such_move(stage: Stage, to_stage: Stage) -> Sentence:
    """The way out depends on where one wants to go."""
    if stage is to_stage:
        return say("This application is in the stage “%(stage)s” already. Nothing was changed.", stage=stage)
    if stage is Stage.DEBRIEF:
        return say("The debrief decides on this application. Finish it first; only the candidate can end it before, by withdrawing.")
    if to_stage in (Stage.LOOP, Stage.DEBRIEF, Stage.OFFER):
        return say("Nobody moves an application to “%(stage)s” by hand: planning a loop, opening its debrief and the decision do it.", stage=to_stage)
    return say("An application does not go from “%(stage)s” to “%(to)s”. Reopen it if it has ended, and take it from there.", stage=stage, to=to_stage)


def resting_stage(before: Stage, to_stage: Stage, reason: StageReason | None, resting: Stage | None) -> Stage | None:
    """Where an application would go on after this move; what the debrief decided rests nowhere."""
    if to_stage not in ENDED or reason is StageReason.DECIDED:
        return None
    return resting if before in ENDED else before


def require_reopening(stage: Stage, resting: Stage | None, opening_is_open: bool) -> Stage:
    """Where an ended application goes on; refused when it has not ended, was decided, or its opening is closed."""
    if stage not in ENDED:
        raise Refused(say("This application has not ended, so there is nothing to reopen."))
    if resting is None:
        raise Refused(say("The debrief decided on this application, and nobody flips its decision. Plan a new loop for it instead."))
    if not opening_is_open:
        raise Refused(say("The opening is not open any more. Open it again first, then reopen this application."))
    return resting


def require_news(stage: Stage) -> None:
    """There is something to tell: an offer, or the end that we made."""
    if stage not in NEWS:
        raise Refused(say("There is nothing to tell this candidate now. Tell them when there is an offer, or when the application has ended."))


def require_unsealed(blind: bool) -> None:
    """Somebody who owes feedback moves nothing: every answer would tell how far the others are (invariant 5)."""
    if blind:
        raise Refused(say("You interview this candidate. Until your feedback is submitted, somebody else moves the application and enters it elsewhere."))


@dataclass(frozen=True)
class Facts:
    """What a recruiter writes down about a candidate."""

    name: str
    zone: str
    source: Source = Source.APPLICATION
    name_ja: str = ""
    email: str = ""
    phone: str = ""
    locale: Locale = Locale.EN
    person_id: int | None = None


def checked(facts: Facts) -> Facts:
    """The facts as they are stored; refused where they cannot be true."""
    name, name_ja, phone = tidy(facts.name), tidy(facts.name_ja), tidy(facts.phone)
    if not name:
        raise Refused(say("A candidate needs a name. Write the one they use themselves."), "name")
    for field, text, most in (("name", name, NAME_MOST), ("name_ja", name_ja, NAME_MOST), ("phone", phone, PHONE_MOST)):
        require_fit(field, text, most)
    require_zone(facts.zone)
    return replace(facts, name=" ".join(name.split()), name_ja=" ".join(name_ja.split()), email=email_of(facts.email), phone=" ".join(phone.split()))


@cache
def zone_names() -> tuple[str, ...]:
    """Every zone that a list offers; read once, since it is a walk through files."""
    return tuple(zones())


def require_zone(name: str) -> None:
    """Refuse a time zone that the list does not offer."""
    if name not in zone_names():
        raise Refused(say("“%(zone)s” is not a time zone we know. Choose one from the list, like Asia/Tokyo.", zone=name[:60]), "zone")


def require_fit(field: str, text: str, most: int) -> None:
    """Refuse a text that is too long to be one."""
    if len(text) > most:
        raise Refused(say("Please use at most %(most)s characters; there are %(count)s now.", most=most, count=len(text)), field)


def written(text: str, field: str = "note") -> str:
    """A note as it is stored; refused when empty or endless."""
    body = tidy(text)
    if not body:
        raise Refused(say("Write a sentence or two: without words nobody can follow this later."), field)
    require_fit(field, body, TEXT_MOST)
    return body


def email_of(text: str) -> str:
    """An e-mail address as it is stored, or nothing; refused when it is not one."""
    address = tidy(text)
    if not address:
        return ""
    require_fit("email", address, EMAIL_MOST)
    normal = normal_address(address)
    if normal is None:
        raise Refused(say("This does not look like an e-mail address. It needs a name, an @ and a domain, like mika@example.com."), "email")
    return normal


def email_key(email: str) -> str:
    """The form in which two spellings of one address meet."""
    return fold(email)[:EMAIL_MOST]


def phone_key(phone: str) -> str:
    """The last nine digits, which stay the same with and without the country; nothing where there are too few."""
    digits = _NOT_A_DIGIT.sub("", fold(phone))
    return digits[-_PHONE_DIGITS:] if len(digits) >= _PHONE_LEAST else ""


def name_key(name: str, name_ja: str) -> str:
    """What a search by name looks into: both names folded, Japanese ones without their space too."""
    forms = [fold(name), fold(name_ja), *(_joined(text) for text in (name, name_ja) if lang_of(text) == "ja")]
    return "\n".join(dict.fromkeys(form for form in forms if form))[:_NAME_KEY_MOST]


def name_words(name: str) -> list[str]:
    """The words that another spelling of the name must hold as well."""
    return fold(name).split()[:_WORDS_MOST]


def _joined(name: str) -> str:
    return fold(name).replace(" ", "")


def _name_forms(name: str, name_ja: str) -> frozenset[str]:
    """A name whatever the order of its words; a Japanese one whatever its spaces."""
    texts = [text for text in (name, name_ja) if fold(text)]
    return frozenset({" ".join(sorted(fold(text).split())) for text in texts} | {_joined(text) for text in texts if lang_of(text) == "ja"})


def likeness(one: Facts, other: Facts) -> list[Likeness]:
    """Why two candidates may be the same person, strongest sign first."""
    signs = (
        (Likeness.EMAIL, email_key(one.email), email_key(other.email)),
        (Likeness.PHONE, phone_key(one.phone), phone_key(other.phone)),
    )
    found = [sign for sign, mine, theirs in signs if mine and mine == theirs]
    same_name = not _name_forms(one.name, one.name_ja).isdisjoint(_name_forms(other.name, other.name_ja))
    return [*found, *([Likeness.NAME] if same_name else [])]


def strongest(signs: Iterable[Likeness]) -> int:
    """A number to sort by: the strongest sign first."""
    order = list(Likeness)
    return min((order.index(sign) for sign in signs), default=len(order))
