"""Where uploaded files lie: four methods behind which a folder of this machine stands, or an S3-compatible store."""

import importlib
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from flask import current_app

from hiring.core.settings import Settings

KEY = re.compile(r"[0-9a-f]{32}")


class Files(Protocol):
    """What a store of files can do; a key says nothing about its file."""

    def put(self, key: str, content: bytes) -> None:
        """Keep a file for good before this returns."""

    def open(self, key: str) -> BinaryIO:
        """The file to read from; FileNotFoundError where there is none."""

    def delete(self, key: str) -> None:
        """Take a file away; it is no mistake when it is gone already."""

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Every file, half ones too, with when it was last written."""


class Unavailable(Exception):
    """The store that the settings name cannot be used; the text says what to do."""


class Folder:
    """Files in one folder of this machine, written under another name first, so that none is ever seen half."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, key: str, content: bytes) -> None:
        """Write, force to disk, then give it its name and force that too."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = self._of(key)
        half = target.with_suffix(".part")
        with half.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(target)
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def open(self, key: str) -> BinaryIO:
        """The file to read from."""
        return self._of(key).open("rb")

    def delete(self, key: str) -> None:
        """Take a file away."""
        self._of(key).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Every file in the folder."""
        for path in self.path.iterdir() if self.path.is_dir() else ():
            yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _of(self, key: str) -> Path:
        if not KEY.fullmatch(key.removesuffix(".part")):
            raise FileNotFoundError(key)
        return self.path / key


def store_of(settings: Settings) -> Files:
    """The files of an installation."""
    if not settings.files_url:
        return Folder(settings.data / "files")
    try:
        module = importlib.import_module("hiring.candidates.bucket")  # heavy, and only there with the extra
    except ModuleNotFoundError:
        raise Unavailable("HIRING_FILES names an S3 store, for which a library is missing. Install it with: pip install 'hiring-loop[s3]'") from None
    made: Files = module.Bucket(settings.files_url, settings.files_endpoint)
    return made


def store() -> Files:
    """The files of this installation, reached once a process."""
    kept: Files | None = current_app.extensions.get("files")
    if kept is None:
        kept = current_app.extensions["files"] = store_of(current_app.extensions["settings"])
    return kept
