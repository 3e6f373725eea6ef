"""Ratings, tracks, kinds of principle, and the life of a set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hiring.core.terms import Term
from hiring.core.text import N_, Words


class Rating(Term):
    """How an answer compares with the bar; “no data” is a rating, never a vote."""

    WELL_BELOW_BAR = "well_below_bar", N_("Well below bar"), N_("The evidence speaks clearly against this principle.")
    BELOW_BAR = "below_bar", N_("Below bar"), N_("Some of it is there, not enough for the role.")
    MEETS_BAR = "meets_bar", N_("Meets bar"), N_("As good as the people who do this role well today.")
    RAISES_BAR = "raises_bar", N_("Raises bar"), N_("Better than half of the people who do this role today.")
    NO_DATA = "no_data", N_("No data"), N_("The interview gave no evidence on this principle.")


SCORES: dict[Rating, int] = {Rating.WELL_BELOW_BAR: -2, Rating.BELOW_BAR: -1, Rating.MEETS_BAR: 1, Rating.RAISES_BAR: 2}


class Track(Term):
    """Whether a role leads people: anchors and questions differ."""

    INDIVIDUAL = "individual", N_("Individual"), N_("Does the work in person.")
    MANAGER = "manager", N_("Manager"), N_("Leads people who do the work.")


class PrincipleKind(Term):
    """A leadership principle for everybody, or a functional competency of a job family."""

    PRINCIPLE = "principle", N_("Principle"), N_("How we work, whatever the job.")
    COMPETENCY = "competency", N_("Competency"), N_("What this kind of work needs.")


class SetStatus(Term):
    """The life of a set's version."""

    DRAFT = "draft", N_("Draft"), N_("Can be changed; no opening uses it.")
    PUBLISHED = "published", N_("Published"), N_("Openings may use it; it does not change any more.")


class JobFamily(Term):
    """The kind of work an opening belongs to; cool-off counts by it."""

    ENGINEERING = "engineering", N_("Software engineering"), N_("Builds and runs software.")
    PRODUCT = "product", N_("Product"), N_("Decides what is built and for whom.")
    OPERATIONS = "operations", N_("Operations"), N_("Keeps the business moving day by day.")
    BUSINESS = "business", N_("Sales and business"), N_("Finds customers and keeps them well served.")
    CORPORATE = "corporate", N_("Corporate"), N_("Finance, people, legal and the like.")


SCALE: tuple[Rating, ...] = tuple(SCORES)
"""The four ratings that have an anchor."""


class SetGap(Term):
    """What a principle or a set still lacks before it can be published."""

    NO_PRINCIPLE = "no_principle", N_("Principles"), N_("Add at least one principle.")
    NO_CUSTOMER = "no_customer", N_("Customer principle"), N_("Mark the one principle that is about customers.")
    NO_NAME = "no_name", N_("Name is missing"), N_("Give it a name in at least one language.")
    NO_SUMMARY = "no_summary", N_("Summary"), N_("Say in a sentence what it means.")
    NO_ANCHORS = "no_anchors", N_("Anchors for individual roles"), N_("Describe all four ratings for people who do the work in person.")
    HALF_MANAGER = "half_manager", N_("Anchors for manager roles"), N_("Describe all four ratings for people who lead others, or none.")
    NO_FAMILY = "no_family", N_("Job family"), N_("Say which job family this competency belongs to.")


@dataclass(frozen=True)
class PrincipleText:
    """Everything a principle or competency says, its anchors included."""

    key: str
    kind: PrincipleKind
    name: Words
    summary: Words
    behaviours: Sequence[Words] = ()
    customer: bool = False
    family: JobFamily | None = None
    anchors: Mapping[Track, Mapping[Rating, Words]] = field(default_factory=dict)
