"""What is too large is refused while it arrives (promise 18, case 43): by the real server, without its memory growing, and nothing is left."""

import http.client
import re
import shutil
from pathlib import Path

import pytest

from tests.server import Server

MEGABYTE = b"x" * (1 << 20)


@pytest.fixture
def server(tmp_path, blank_sqlite):
    shutil.copy(blank_sqlite, tmp_path / "hiring.db")
    (tmp_path / "temporary").mkdir()
    running = Server(tmp_path, TMPDIR=str(tmp_path / "temporary")).start()
    yield running
    running.stop()
    assert list((tmp_path / "temporary").iterdir()) == []


def peak(server) -> int:
    """The most memory that the server ever had, in bytes."""
    status = Path(f"/proc/{server.process.pid}/status")
    if not status.exists():
        pytest.skip("memory of a process is read from /proc")
    return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) * 1024


def send(server, body, **headers) -> int:
    """The answer to a body that may be refused before it is all sent."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.putrequest("POST", "/sign-in")
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        try:
            for part in body:
                connection.send(part)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it hung up on us, and has said why
        try:
            return connection.getresponse().status
        except (ConnectionResetError, http.client.RemoteDisconnected):
            return 0
    finally:
        connection.close()


def multipart(parts):
    return [*parts, b"--edge--\r\n"]


def field(name, value):
    return b'--edge\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n"


def alive(server) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/healthz")
    try:
        return connection.getresponse().status == 200
    finally:
        connection.close()


def test_two_hundred_megabytes_are_refused_by_their_announcement(server):
    assert alive(server)
    before = peak(server)
    assert send(server, [], Content_Length=str(200 << 20)) == 413
    assert peak(server) - before < 50 << 20
    assert alive(server)


def test_a_body_without_an_end_is_refused_while_it_arrives(server):
    assert alive(server)
    before = peak(server)
    chunks = (b"100000\r\n" + MEGABYTE + b"\r\n" for _ in range(200))
    assert send(server, chunks, Transfer_Encoding="chunked") in (413, 0)
    assert peak(server) - before < 50 << 20
    assert alive(server)


def test_ten_thousand_parts_and_one_of_four_megabytes_are_refused(server):
    for parts in ([field(b"a", b"1")] * 10_000, [field(b"text", MEGABYTE * 4)]):
        body = b"".join(multipart(parts))
        assert send(server, [body], Content_Type="multipart/form-data; boundary=edge", Content_Length=str(len(body))) == 413
    assert alive(server)


def test_forty_visitors_who_never_finish_their_request_keep_nobody_waiting(server):
    slow = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=60) for _ in range(40)]
    for connection in slow:
        connection.putrequest("POST", "/sign-in")
        connection.putheader("Content-Length", "1000")
        connection.endheaders(b"a")
    assert alive(server)
    for connection in slow:
        connection.close()
