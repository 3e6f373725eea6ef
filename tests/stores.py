"""A small S3-compatible server of our own: buckets in memory, enough of the protocol for four methods; `python -m tests.stores HOST PORT`."""

import hashlib
import re
import sys
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

LISTING = '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{name}</Name><Prefix>{prefix}</Prefix><KeyCount>{count}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>{more}</IsTruncated>{token}{contents}</ListBucketResult>'
ENTRY = "<Contents><Key>{key}</Key><LastModified>{at}</LastModified><ETag>&quot;{tag}&quot;</ETag><Size>{size}</Size><StorageClass>STANDARD</StorageClass></Contents>"
PORTION = 3


class Handler(BaseHTTPRequestHandler):
    """GET, HEAD, PUT, DELETE of one object, and the listing of a bucket in portions."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def log_message(self, *rest: Any) -> None:
        """Quiet."""

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _key(self) -> str:
        """What is asked for; unsigned requests get nothing."""
        if "AWS4-HMAC-SHA256" not in self.headers.get("Authorization", ""):
            return ""
        return unquote(urlsplit(self.path).path).lstrip("/")

    def _missing(self) -> None:
        self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>", Content_Type="application/xml")

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        key = self._key()
        if not key:
            return self._answer(403)
        self.server.objects[key] = (content, datetime.now(UTC))
        return self._answer(200, ETag=f'"{hashlib.md5(content).hexdigest()}"')

    def do_GET(self) -> None:
        key, query = self._key(), parse_qs(urlsplit(self.path).query)
        if not key:
            return self._answer(403)
        if "list-type" in query:
            return self._list(key.rstrip("/"), query.get("prefix", [""])[0], query.get("continuation-token", [""])[0])
        if key not in self.server.objects:
            return self._missing()
        content, at = self.server.objects[key]
        return self._answer(200, content, ETag=f'"{hashlib.md5(content).hexdigest()}"', Last_Modified=format_datetime(at, usegmt=True))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.server.objects.pop(self._key(), None)
        self._answer(204)

    def do_POST(self) -> None:
        """The deletion of many at once."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        bucket = self._key().rstrip("/")
        if not bucket or "delete" not in urlsplit(self.path).query:
            return self._answer(403)
        keys = [unescape(key) for key in re.findall(r"<Key>(.*?)</Key>", body)]
        for key in keys:
            self.server.objects.pop(f"{bucket}/{key}", None)
        done = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        return self._answer(200, f'<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{done}</DeleteResult>'.encode(), Content_Type="application/xml")

    def _list(self, bucket: str, prefix: str, after: str) -> None:
        names = sorted(name.removeprefix(f"{bucket}/") for name in self.server.objects if name.startswith(f"{bucket}/{prefix}"))
        rest = [name for name in names if name > after]
        shown, more = rest[:PORTION], len(rest) > PORTION
        contents = "".join(self._entry(f"{bucket}/{name}", name) for name in shown)
        token = f"<NextContinuationToken>{escape(shown[-1])}</NextContinuationToken>" if more else ""
        body = LISTING.format(name=bucket, prefix=escape(prefix), count=len(shown), more=str(more).lower(), token=token, contents=contents)
        self._answer(200, body.encode(), Content_Type="application/xml")

    def _entry(self, key: str, name: str) -> str:
        content, at = self.server.objects[key]
        return ENTRY.format(key=escape(name), at=at.strftime("%Y-%m-%dT%H:%M:%S.000Z"), tag=hashlib.md5(content).hexdigest(), size=len(content))


class Server(ThreadingHTTPServer):
    """The server with what it keeps: `bucket/key` → content and when it came."""

    daemon_threads = True

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), Handler)
        self.objects: dict[str, tuple[bytes, datetime]] = {}
        self.address = f"http://{host}:{self.server_port}"
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def start(self) -> "Server":
        self.thread.start()
        return self

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        self.thread.join()


if __name__ == "__main__":
    Server(sys.argv[1], int(sys.argv[2])).serve_forever()
