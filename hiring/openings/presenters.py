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
_CLOSABLE = frozenset({OpeningStatus.DRAFT, OpeningStatus.SIGN_OFF, OpeningStatus.OPEN})


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
    edits = policy.edits(actor, row)
    lacks = [Lack(gap, url_for(_WHERE.get(gap, "openings.brief"), opening_id=row.id)) for gap in queries.gaps_of(row)] if row.status is not OpeningStatus.CLOSED else []
    writable = edits and not lacks
    return OpeningPage(
        row=row,
        edits=edits,
        answers=row.status is OpeningStatus.SIGN_OFF and policy.was_asked(actor, row),
        lacks=lacks,
        asks=writable and row.rules.bar_raiser_required and row.status in (OpeningStatus.DRAFT, OpeningStatus.SIGN_OFF),
        opens=writable and not row.rules.bar_raiser_required and row.status is OpeningStatus.DRAFT,
        closes=edits and row.status in _CLOSABLE,
        faq=[(audience, entries) for audience in Audience if (entries := [entry for entry in row.brief.faq if entry.audience is audience])],
        process=process(row.rules),
        steps=steps(row, bool(lacks)),
    )


def steps(row: Opening, lacking: bool) -> list[tuple[str, str, str]]:
    """Brief, sign-off, open: where the opening stands."""
    written = "now" if lacking else "done"
    opened = row.status in (OpeningStatus.OPEN, OpeningStatus.CLOSED)
    waiting = _(row.status.label) if row.status is OpeningStatus.SIGN_OFF else ""
    signed = [(_("Sign-off"), waiting, "done" if opened else "next" if lacking else "now")] if row.rules.bar_raiser_required else []
    last = ("done" if row.frozen_at else "now") if opened else "next" if signed or lacking else "now"
    return [(_("Role brief"), "", written if not opened else "done"), *signed, (_("Open"), _("frozen") if row.frozen_at else "", last)]


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
