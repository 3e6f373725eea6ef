"""Openings as pages show them: tabs, the state of the sign-off, and the process in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from hiring.accounts.actor import Actor
from hiring.core.text import Sentence, say
from hiring.openings import policy, queries
from hiring.openings.models import BriefQuestion, Opening
from hiring.openings.terms import Audience, BriefGap, OpeningStatus, ProcessRules

_WHERE = {BriefGap.NO_REQUIREMENT: "openings.requirements", BriefGap.NO_CUSTOMER: "openings.requirements", BriefGap.TOO_MUCH: "openings.process"}
_ASKABLE = frozenset({OpeningStatus.DRAFT, OpeningStatus.SIGN_OFF})


@dataclass(frozen=True)
class Tab:
    """A status with the number of openings that this reader sees in it."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True)
class Lack:
    """What is missing, and the page on which to add it."""

    gap: BriefGap
    url: str


@dataclass(frozen=True)
class OpeningPage:
    """An opening for somebody who reads it in full, with what this person can do here."""

    row: Opening
    edits: bool
    answers: bool
    lacks: list[Lack]
    asks: bool
    opens: bool
    closes: bool
    faq: list[tuple[Audience, list[BriefQuestion]]]
    process: list[Sentence]
    steps: list[tuple[str, str, str]]


def tabs(counts: Mapping[OpeningStatus, int], current: OpeningStatus | None) -> list[Tab]:
    """All openings, then each status that a reader may filter by."""
    every = Tab(_("All"), url_for("openings.index"), current is None, sum(counts.values()))
    return [every, *(Tab(_(status.label), url_for("openings.index", status=status.value), status is current, counts.get(status, 0)) for status in OpeningStatus)]


def opening_page(row: Opening, actor: Actor) -> OpeningPage:
    """An opening that was loaded with everything."""
    edits, lacks = policy.edits(actor, row), _lacks(row)
    ready, sign_off = edits and not lacks, row.rules.bar_raiser_required
    return OpeningPage(
        row=row,
        edits=edits,
        answers=row.status is OpeningStatus.SIGN_OFF and policy.was_asked(actor, row),
        lacks=lacks,
        asks=ready and sign_off and row.status in _ASKABLE,
        opens=ready and not sign_off and row.status is OpeningStatus.DRAFT,
        closes=edits and row.status is not OpeningStatus.CLOSED,
        faq=_by_audience(row.brief.faq),
        process=process(row.rules),
        steps=steps(row, bool(lacks)),
    )


def _lacks(row: Opening) -> list[Lack]:
    """What is missing, for an opening that is not closed."""
    found = [] if row.status is OpeningStatus.CLOSED else queries.gaps_of(row)
    return [Lack(gap, url_for(_WHERE.get(gap, "openings.brief"), opening_id=row.id)) for gap in found]


def _by_audience(faq: Sequence[BriefQuestion]) -> list[tuple[Audience, list[BriefQuestion]]]:
    groups = [(audience, [entry for entry in faq if entry.audience is audience]) for audience in Audience]
    return [(audience, entries) for audience, entries in groups if entries]


def steps(row: Opening, lacking: bool) -> list[tuple[str, str, str]]:
    """Brief, sign-off where the process asks for it, open: where the opening stands."""
    names = [_("Role brief"), _("Sign-off"), _("Open")] if row.rules.bar_raiser_required else [_("Role brief"), _("Open")]
    opened = row.status in (OpeningStatus.OPEN, OpeningStatus.CLOSED)
    now = len(names) - 1 if opened else 0 if lacking else 1
    notes = {_("Open"): _("frozen") if row.frozen_at else "", _("Sign-off"): _(row.status.label) if row.status is OpeningStatus.SIGN_OFF else ""}
    return [(name, notes.get(name, ""), "done" if place < now or row.frozen_at else "now" if place == now else "next") for place, name in enumerate(names)]


def process(rules: ProcessRules) -> list[Sentence]:
    """The process rules, one sentence each."""
    plan = [
        say("Panel size: %(size)s.", size=_span(rules.panel_least, rules.panel_most)),
        say("Principles a head: %(heads)s.", heads=_span(rules.principles_least, rules.principles_most)),
        say("Interviewers per principle: %(coverage)s; for the customer principle: %(customer)s.", coverage=rules.coverage, customer=rules.customer_coverage),
    ]
    debrief = say("The debrief takes place within %(hours)s h of the last interview.", hours=rules.debrief_hours)
    return [
        *(plan if rules.planned else [say("The plan needs no proof of coverage.")]),
        say("Feedback is due within %(hours)s h of the interview.", hours=rules.feedback_hours),
        debrief if rules.debriefed else say("The hiring manager decides with a reason."),
        say("Cool-off in the same job family after a no, in months: %(months)s.", months=rules.cool_off_months),
        say("A hire decision is valid for an offer for this many months: %(months)s.", months=rules.offer_months),
        say("Evidence has at least %(characters)s characters, in Japanese %(japanese)s.", characters=rules.evidence_characters, japanese=rules.evidence_japanese),
    ]


def _span(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"


def in_full(actor: Actor, rows: Sequence[Opening]) -> set[int]:
    """Which rows of a list this person reads in full; administrators see title and status of the others."""
    return queries.read_in_full(actor, [row.id for row in rows]) if rows else set()
