"""My work: the right rows in the right section, and nothing that the seal hides."""

from datetime import timedelta

from tests import world as told


def page(client) -> str:
    return client.get("/").get_data(as_text=True)


def test_feedback_to_write_stands_under_now(world, client_of):
    text = page(client_of(world.people["aiko"]))
    assert "Write feedback" in text and "Sakura Watanabe" in text
