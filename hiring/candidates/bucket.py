"""Uploaded files in an S3-compatible store; credentials and region come from the usual AWS names in the environment."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from hiring.candidates.files import KEY, Unavailable

if TYPE_CHECKING:  # names that the library has for checkers only
    from obstore.store import ClientConfig, S3Config


class Bucket:
    """Files under one prefix that nothing else uses; the store itself keeps a half-sent file from being seen."""

    def __init__(self, url: str, endpoint: str = "") -> None:
        config: S3Config = {"endpoint": endpoint, "virtual_hosted_style_request": False} if endpoint else {}
        client: ClientConfig = {"allow_http": endpoint.startswith("http://"), "timeout": timedelta(seconds=15), "connect_timeout": timedelta(seconds=2)}
        self._store = S3Store.from_url(url, config=config, client_options=client, retry_config={"max_retries": 1, "retry_timeout": timedelta(seconds=15)})

    def put(self, key: str, content: bytes) -> None:
        """Keep a file; the store answers when it has it for good."""
        name = _checked(key)
        with _answered():
            obstore.put(self._store, name, content, use_multipart=False)

    def open(self, key: str) -> BinaryIO:
        """The file to read from."""
        name = _checked(key)
        with _answered():
            return io.BytesIO(obstore.get(self._store, name).bytes())

    def delete(self, key: str) -> None:
        """Take a file away."""
        name = _checked(key)
        with suppress(FileNotFoundError), _answered():
            obstore.delete(self._store, name)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Every file under the prefix."""
        portions = iter(obstore.list(self._store))
        while True:
            with _answered():
                portion = next(portions, None)
            if portion is None:
                return
            for each in portion:
                yield str(each["path"]), each["last_modified"]


@contextmanager
def _answered() -> Iterator[None]:
    """What the library raises, in the two words that the house knows."""
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise FileNotFoundError from None
    except BaseError as broken:
        raise Unavailable(f"The store of files does not answer as it should ({type(broken).__name__}). Check HIRING_FILES, HIRING_FILES_ENDPOINT and the AWS names.") from None


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise FileNotFoundError(key)
    return key
