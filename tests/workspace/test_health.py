"""Two answers for machines, without any detail."""

from dataclasses import replace


def test_a_living_process_says_so_to_everybody(client_of):
    answer = client_of(None).get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_a_process_is_ready_when_its_database_answers_and_is_current(client_of):
    answer = client_of(None).get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_without_its_database_a_process_is_not_ready_and_says_nothing_of_it(app, client_of):
    client = client_of(None)
    app.extensions["settings"] = replace(app.extensions["settings"], database_url="sqlite:////nowhere/at/all.db")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "unavailable"})


def test_an_empty_database_is_not_ready(app, client_of, tmp_path):
    client = client_of(None)
    app.extensions["settings"] = replace(app.extensions["settings"], database_url=f"sqlite:///{tmp_path / 'empty.db'}")
    assert client.get("/readyz").status_code == 503
