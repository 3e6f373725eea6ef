"""A person's browser that goes to the one web server or to the other with the same cookie."""

import http.client
import re
import uuid
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.server import Server

NAME = "hiring.example"
PASSWORD = "every voice counts once"
PATIENCE = 60

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def page(self) -> str:
        return self.content.decode()

    @property
    def inside(self) -> bool:
        """Whether the page is shown, rather than the way to the sign-in."""
        return self.status == 200


class Browser:
    """One cookie, one token, any server."""

    def __init__(self) -> None:
        self.cookie = self.token = ""

    def get(self, server: Server, path: str, **headers: str) -> Answer:
        answer = self.ask(server, "GET", path, **headers)
        if found := _TOKEN.search(answer.content.decode(errors="replace")):
            self.token = found[1]
        return answer

    def post(self, server: Server, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        body = urlencode({"csrf_token": self.token, **(fields or {})}).encode()
        return self.ask(server, "POST", path, body, **{"Content_Type": "application/x-www-form-urlencoded", **headers})

    def upload(self, server: Server, path: str, field: str, name: str, content: bytes) -> Answer:
        edge, head = uuid.uuid4().hex, "Content-Disposition: form-data; name="
        token = f'--{edge}\r\n{head}"csrf_token"\r\n\r\n{self.token}\r\n'
        file = f'--{edge}\r\n{head}"{field}"; filename="{name}"\r\n\r\n'
        body = token.encode() + file.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self.ask(server, "POST", path, body, Content_Type=f"multipart/form-data; boundary={edge}")

    def ask(self, server: Server, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """A request on a line of its own."""
        line = http.client.HTTPConnection(server.host, server.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            line.request(method, path, body, {"Host": NAME, "Cookie": self.cookie, **named})
            came = line.getresponse()
            answer = Answer(came.status, came.headers, came.read())
        finally:
            line.close()
        if (cookie := SimpleCookie(answer.headers.get("Set-Cookie", "")).get("hiring")) is not None:
            self.cookie = f"hiring={cookie.value}"
        return answer

    def sign_in(self, server: Server, email: str, password: str = PASSWORD) -> Answer:
        """Sign in, and take the token of the new session."""
        self.get(server, "/sign-in")
        answer = self.post(server, "/sign-in", {"email": email, "password": password})
        self.get(server, "/profile")
        return answer
