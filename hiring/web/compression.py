"""Pages and static files packed by gzip; a page only for a request that one of our own pages or the person made.

Packing secrets beside text that somebody else chose lets the length tell about the secrets (BREACH). That needs requests
made from another site, and browsers say so: what comes from elsewhere, or does not say where it comes from, is not packed.
"""

import gzip

from flask import Flask, Response, request

_LEAST = 1000
_STATIC = ("static", "assets.htmx")
_TEXT = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml"})
_packed: dict[str, bytes] = {}


def install(app: Flask) -> None:
    """Pack answers of an application, after everything that may still change them."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    static = request.endpoint in _STATIC
    if response.status_code != 200 or response.mimetype not in _TEXT or response.content_encoding:
        return response
    response.vary.add("Accept-Encoding")
    if "gzip" not in request.headers.get("Accept-Encoding", "") or not (static or _ours()):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _LEAST:
        return response
    response.set_data(_kept(request.full_path, body) if static and request.args.get("v") else gzip.compress(body, 1, mtime=0))
    response.content_encoding = "gzip"
    return response


def _ours() -> bool:
    """Whether the browser says that our own page, or the person by the address bar, asks."""
    return request.headers.get("Sec-Fetch-Site") in ("same-origin", "none")


def _kept(name: str, body: bytes) -> bytes:
    """A static file packed once and well; its address carries the hash of its content, and a wrong one is not kept."""
    if name not in _packed:
        packed = gzip.compress(body, 9, mtime=0)
        if len(_packed) > 50:
            return packed
        _packed[name] = packed
    return _packed[name]
