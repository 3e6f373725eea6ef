"""Pages are packed for our own pages only; static files for everybody who can unpack them."""

import gzip
from typing import Any

import pytest

OURS = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}


def test_a_page_is_packed_for_a_request_of_our_own(client_of: Any) -> None:
    plain, packed = client_of().get("/sign-in"), client_of().get("/sign-in", headers=OURS)
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.data) < len(plain.data) / 2
    assert b"</html>" in gzip.decompress(packed.data) and "Content-Encoding" not in plain.headers
    assert {"Accept-Encoding", "Cookie"} <= {part.strip() for part in packed.headers["Vary"].split(",")}


@pytest.mark.parametrize("site", ["cross-site", "same-site", None])
def test_what_another_site_asks_for_is_not_packed(client_of: Any, site: str | None) -> None:
    headers = {"Accept-Encoding": "gzip"} | ({"Sec-Fetch-Site": site} if site else {})
    assert "Content-Encoding" not in client_of().get("/sign-in", headers=headers).headers


def test_static_files_are_packed_and_kept(client_of: Any) -> None:
    for _ in range(2):
        with client_of().get("/static/app.css?v=1", headers={"Accept-Encoding": "gzip"}) as found, client_of().get("/static/app.css") as plain:
            assert gzip.decompress(found.data) == plain.data
            assert "immutable" in found.headers["Cache-Control"]
