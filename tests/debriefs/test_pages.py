"""The pages of a debrief, phase by phase."""

import pytest

from hiring.debriefs.terms import Phase
from tests.factories.debriefs import brought_to, who


def path(scene, rest=""):
    return f"/loops/{scene.loop.id}/debrief{rest}"


def signed_in(session, client_of, scene, name):
    """A browser of one of the people, when everything is stored."""
    person = who(scene, name).id
    session.commit()
    session.remove()
    return client_of(person)


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("name", ["raiser", "manager", "aiko"])
def test_every_phase_has_its_page(session, client_of, phase, name):
    scene, _ = brought_to(phase)
    address, browser = path(scene), signed_in(session, client_of, scene, name)
    page = browser.get(address)
    assert page.status_code == 200, page.text
