"""A client on a raw socket that keeps its connection, so that the measuring costs little; it signs in by the bench's own cookies."""

import re
import socket
import time
import zlib
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from bench.cases import Request, encoded
from bench.floor.app import KEY
from bench.world.house import token_of
from hiring.core.settings import Settings

_SEED = "5" * 40
_BROWSER = "Accept-Encoding: gzip\r\nSec-Fetch-Site: same-origin\r\n"
_SEEN = re.compile(rb"seen=(\d+)")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Answer(NamedTuple):
    """What came back, and how long it took."""

    status: int
    head: bytes
    body: bytes
    seconds: float


@dataclass
class Target:
    """The product or the floor: where it listens, and how it knows people."""

    name: str
    port: int
    cookies: dict[int, str] = field(default_factory=dict)
    csrf: str = ""
    pulses: dict[int, bytes] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)


def product(port: int, people: list[int], seed: int, settings: Settings) -> Target:
    """The product with a session for everybody."""
    signer = _signer(settings.secret_key)
    cookies = {each: f"hiring={signer.dumps({'_user_id': token_of(each, seed), '_fresh': True, '_permanent': True, 'csrf_token': _SEED})}" for each in people}
    return Target("product", port, cookies, str(URLSafeTimedSerializer(settings.secret_key, salt="wtf-csrf-token").dumps(_SEED)))


def floor(port: int, people: list[int]) -> Target:
    """The floor with a session for everybody."""
    signer = _signer(KEY)
    return Target("floor", port, {each: f"session={signer.dumps({'person': each})}" for each in people})


def _signer(key: str) -> URLSafeTimedSerializer:
    app = Flask("signer")
    app.secret_key = key
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None:
        raise ValueError("a key is needed")
    return signer


class Browser:
    """One kept connection to a target."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.socket = self._connected()

    def _connected(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.target.port), timeout=60)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *failure: object) -> None:
        self.socket.close()

    def ask(self, request: Request) -> Answer:
        """Send a request as a browser would, and wait for the whole answer."""
        return self._exchange(self._bytes(request))

    def prepare(self, request: Request) -> bytes:
        """The bytes of a request; a poll first learns the number that it has seen."""
        if request.path.endswith("seen=") and request.row not in self.target.pulses:
            first = self.ask(Request(request.path.removesuffix("&seen="), request.person))
            found = _SEEN.search(whole(first)) if self.target.name == "product" else re.search(rb"(\d+)", whole(first))
            self.target.pulses[request.row] = found.group(1) if found else b"0"
        return self._bytes(request)

    def _bytes(self, request: Request) -> bytes:
        path, target = request.path, self.target
        if path.endswith("seen="):
            path += target.pulses[request.row].decode()
        head = f"{request.method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\nCookie: {target.cookies[request.person]}\r\n{_BROWSER}"
        if not request.form:
            return f"{head}\r\n".encode()
        form = dict(request.form)
        if path.endswith("/draft"):
            form["version"] = str(target.versions.get(request.row, 1))
            head += "X-Autosave: 1\r\n"
        body = encoded({**form, "csrf_token": target.csrf} if target.csrf else form)
        return f"{head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    def _exchange(self, sent: bytes) -> Answer:
        began = time.perf_counter()
        self.socket.sendall(sent)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, body = data[:end], data[end + 4 :]
        length = _LENGTH.search(head)
        status = int(head[9:12])
        wanted = int(length.group(1)) if length and status not in (204, 304) else 0
        parts = [body]
        while sum(map(len, parts)) < wanted:
            parts.append(self._more())
        answer = Answer(status, head, b"".join(parts), time.perf_counter() - began)
        if b"\r\nconnection: close" in head.lower():  # the web server does so after an answer without a body
            self.socket.close()
            self.socket = self._connected()
        return answer

    def _more(self) -> bytes:
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def timed(self, request: Request) -> Answer:
        """The same, with the making of the request left out of the time."""
        answer = self._exchange(self.prepare(request))
        if request.path.endswith("/draft") and answer.status == 200:
            self.target.versions[request.row] = self.target.versions.get(request.row, 1) + 1
        return answer


def whole(answer: Answer) -> bytes:
    """The body as it was before compression."""
    packed = b"content-encoding: gzip" in answer.head.lower()
    return zlib.decompress(answer.body, 47) if packed else answer.body
