"""The installation: told once for all tests of this folder, each of which takes people and interviews of its own."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hiring.accounts.models import Person
from hiring.accounts.passwords import hashed
from hiring.accounts.terms import Role
from hiring.db.session import db
from hiring.db.upgrades import upgrade
from hiring.openings.terms import Preset
from tests import world as told
from tests.conftest import make_app, settings_for
from tests.hosts.browser import NAME, PASSWORD, Browser
from tests.hosts.network import BACK, FRONT, Host, Network, missing
from tests.hosts.services import Cluster, Post, Program, Store, answers
from tests.server import KEY, Server
from tests.waiting import until

WRITERS = tuple(f"writer{number}" for number in range(6))
EACH = 6
"""How many interviews each of them owes feedback on."""


@dataclass
class Site:
    """What the tests see: the servers from the front, database, files and mail from the back."""

    app: Flask
    world: told.World
    environment: dict[str, str]
    post: Post
    cluster: Cluster
    hosts: dict[str, Host]
    folder: Path
    servers: list[Server] = field(default_factory=list)

    def stored(self, chosen: Any) -> list[Any]:
        """What the database has."""
        with self.app.app_context():
            return list(db.session.scalars(chosen))

    def signed_in(self, name: str, server: Server | None = None) -> Browser:
        browser = Browser()
        assert browser.sign_in(server or self.servers[0], self.email(name)).status == 303
        return browser

    def email(self, name: str) -> str:
        return f"{name}@example.com"

    def told(self, act: Callable[[told.World], Any]) -> Any:
        """Tell the world something more."""
        with self.app.app_context(), self.app.test_request_context():
            made = act(self.world)
            db.session.commit()
            return made

    def command(self, host: str, log: str, *arguments: str) -> Program:
        """A program on one of the hosts with the settings of the installation and a data folder of its own."""
        data = self.folder / host
        data.mkdir(exist_ok=True)
        return Program(self.hosts[host], self.folder / log, *arguments, **{**self.environment, "HIRING_DATA": str(data)})


@pytest.fixture(scope="package")
def network() -> Iterator[Network]:
    """Two switches; where this machine makes none, a visible skip, or a failure where HIRING_REQUIRE_HOSTS asks for them."""
    lacking = missing()
    if lacking:
        (pytest.fail if os.environ.get("HIRING_REQUIRE_HOSTS") else pytest.skip)(f"no hosts of our own: {lacking}")
    with Network() as made:
        yield made


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hosts")


@pytest.fixture(scope="package")
def cluster(network: Network) -> Iterator[Cluster]:
    made = Cluster(network.host("db", 2, BACK))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="package")
def store(network: Network, folder: Path) -> Iterator[Store]:
    made = Store(network.host("store", 3, BACK), folder)
    yield from _running(made, network.address(BACK, 3))


@pytest.fixture(scope="package")
def post(network: Network, folder: Path) -> Iterator[Post]:
    made = Post(network.host("post", 4, BACK), folder)
    yield from _running(made, network.address(BACK, 4))


def _running(made: Any, address: str) -> Iterator[Any]:
    try:
        made.start()
        until(lambda: answers(address, made.port))
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="package")
def site(network: Network, cluster: Cluster, store: Store, post: Post, folder: Path) -> Iterator[Site]:
    """The installation with both web servers; they leave mail, reminders and files to the workers."""
    environment = {
        "HIRING_MODE": "production",
        "HIRING_SECRET_KEY": KEY,
        "HIRING_BASE_URL": f"http://{NAME}",
        "DATABASE_URL": cluster.url,
        "HIRING_FILES": "s3://hiring/files",
        "HIRING_FILES_ENDPOINT": store.address,
        "HIRING_SMTP_URL": post.url,
        "HIRING_MAIL_FROM": "hiring@hiring.example",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
    }
    hosts = {
        name: network.host(name, number, *sides)
        for name, number, sides in (("web1", 11, (FRONT, BACK)), ("web2", 12, (FRONT, BACK)), ("work1", 13, (BACK,)), ("work2", 14, (BACK,)))
    }
    upgrade(cluster.url)
    app = make_app(settings_for(cluster.url, folder, secret_key=KEY, base_url=f"http://{NAME}", files_url="s3://hiring/files", files_endpoint=store.address))
    made = Site(app, _tell(app), environment, post, cluster, hosts, folder)
    try:
        made.servers = _serve(made)
        yield made
    finally:
        for server in made.servers:
            server.stop()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _tell(app: Flask) -> told.World:
    """People with a password, and interviews of the past week with whole drafts, for each writer."""
    with app.app_context(), app.test_request_context():
        world = told.begin()
        told.open_opening(world, "support", "Support", Preset.FEEDBACK)
        with told.step("writers", told.MONDAY - timedelta(days=30)):
            for name in WRITERS:
                told._add(world, name, f"Person {name}", Role.INTERVIEWER)
                told.COVER[name] = ("own-it",)
        with told.step("passwords", told.MONDAY - timedelta(days=29)):
            for person in db.session.scalars(select(Person)):
                person.password_hash = hashed(PASSWORD)
        for name in WRITERS:
            for number in range(EACH):
                owing(world, name, f"{name}-{number}", number)
    return world


def owing(world: told.World, name: str, key: str, hour: int) -> None:
    """One more interview that is over, with a whole draft."""
    told.add_candidate(world, key, f"Candidate {key}", "support")
    told.plan_loop(world, key, f"{key}/support", first=datetime(2026, 11, 18, 0, 0) + timedelta(hours=hour), panel=(name,))
    told.write_draft(world, f"{key}/{name}", told.MONDAY)


def _serve(site: Site) -> list[Server]:
    """Both web servers, started at once."""
    servers = []
    for name in ("web1", "web2"):
        (site.folder / name).mkdir()
        host = site.hosts[name]
        server = Server(site.folder / name, within=host.within, host=host.address(FRONT), options=("--no-worker",), **site.environment)
        servers.append(server)
        server.launch()
    return [server.answering() for server in servers]


@pytest.fixture(scope="package")
def workers(site: Site) -> Iterator[list[Program]]:
    """`hiring worker` on two hosts of their own."""
    made = [site.command(name, f"{name}.log", sys.executable, "-m", "hiring", "worker") for name in ("work1", "work2")]
    try:
        for each in made:
            each.start()
        yield made
    finally:
        for each in made:
            each.stop()
