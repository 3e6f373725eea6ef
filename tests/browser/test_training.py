"""The journey of one trainee in the browser: told, writing blind, sealing, and the host's feedback side by side."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from hiring.accounts.models import Person
from hiring.accounts.terms import Locale
from hiring.db.session import db
from hiring.loops.models import Interview, Loop
from hiring.loops.shadow_models import Shadow
from hiring.notices.models import Notice
from hiring.training.models import Comparison, Trainee
from tests import world as told
from tests.browser.conftest import House, Window, soon

pytestmark = pytest.mark.browser

WORDS = {
    "en": {
        "give": "Give a seat",
        "seal": "Seal the practice feedback",
        "compare": "Compare with Liam Okafor",
        "keep": "Keep it on my ladder",
        "alone": "Before the vote, this is missing",
    },
    "ja": {"give": "同席させる", "seal": "練習フィードバックを封印", "keep": "自分の記録に残す", "alone": "投票の前に、次の点が足りません"},
}


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desk", "phone"])
def test_from_the_invitation_to_the_hosts_feedback_side_by_side(house: House, size, locale):
    words = WORDS[locale]
    tell(house, locale)
    seat(house, house.window("recruiter", *size), words)
    trainee = house.window("trainee", *size)
    path = invited(house)
    trainee.visit("/").visit(path)
    assert "Elena Rossi" not in trainee.page.content(), "a trainee sees nobody else of the panel"
    time_passes(house)
    write(house, trainee.visit(path), words)
    compare = trainee.page.locator("a[href$='/practice/compare']")
    assert compare.count() == 0
    with house.app.app_context(), house.app.test_request_context():
        told.submit(house.world, "sakura/liam", datetime.now(UTC))
    trainee.visit(path)
    trainee.follow(compare).press(words["keep"])
    with house.app.app_context():
        kept, place = db.session.scalars(select(Comparison)).one(), db.session.scalars(select(Trainee.id)).one()
        assert (kept.pairs, kept.points) == (2, 2)
    trainee.visit("/training").visit(f"/training/{place}")
    house.window("core", *size).visit(f"/training/{place}").visit("/training/steps").visit("/training")


def tell(house: House, locale: str) -> None:
    """A plan that lies ahead, a trainee on the step that sits in; everybody reads one language."""
    at = datetime.now(UTC) - timedelta(days=2)
    with house.app.app_context(), house.app.test_request_context():
        told.begin_on_ladder(house.world, "trainee", mentor="raiser", at=at)
        told.add_candidate(house.world, "sakura", "Sakura Watanabe", "storage", at=at)
        told.plan_loop(house.world, "sakura", "sakura/storage", first=soon(), at=at + timedelta(hours=1))
        db.session.execute(update(Person).values(locale=Locale(locale)))
        db.session.commit()


def seat(house: House, window: Window, words: dict[str, str]) -> None:
    """The recruiter gives the trainee a seat beside Liam."""
    window.visit(f"/loops/{house.world.loops['sakura']}/plan")
    window.fill(**{"shadow-person_id": str(house.world.people["trainee"]), "shadow-interview_id": str(house.world.interviews["sakura/liam"])}).press(words["give"])
    window.visit(f"/loops/{house.world.loops['sakura']}")
    with house.app.app_context():
        assert db.session.scalar(select(Shadow.trainee_id)) == house.world.people["trainee"]


def invited(house: House) -> str:
    """The page to which the mail leads."""
    with house.app.app_context():
        link = db.session.scalar(select(Notice.link).where(Notice.person_id == house.world.people["trainee"]))
    return "/" + link.split("/", 3)[3]


def time_passes(house: House) -> None:
    """The interviews are over: the one thing that a test cannot do through the pages."""
    with house.app.app_context():
        loop = db.session.get_one(Loop, house.world.loops["sakura"])
        for number, row in enumerate(db.session.scalars(select(Interview).where(Interview.loop_id == loop.id)).all()):
            start = datetime.now(UTC) - timedelta(hours=8 - number)
            db.session.execute(update(Interview).where(Interview.id == row.id).values(starts_at=start, ends_at=start + timedelta(minutes=50)))
        db.session.commit()


def write(house: House, window: Window, words: dict[str, str]) -> None:
    """Practice feedback: refused while it is thin, then sealed with its vote."""
    window.press(words["seal"])
    assert words["alone"] in window.page.content()
    principles = [name.removesuffix("_rating") for name in window.page.locator("main [name$='_rating']").evaluate_all("all => [...new Set(all.map(each => each.name))]")]
    for number, name in enumerate(principles):
        window.fill(**{f"{name}_0_situation": "The nightly totals differed by 0.4 % for a month.", f"{name}_0_action": told.LONG, f"{name}_rating": "raises_bar"})
        assert number < 3
    window.fill(vote="inclined").press(words["seal"])
