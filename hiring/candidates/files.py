"""Where uploaded files lie: four methods behind which a folder of this machine stands, or one day something else."""

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from flask import current_app

from hiring.core.settings import Settings

_KEY = re.compile(r"[0-9a-f]{32}")


class Files(Protocol):
    """What a store of files can do; a key says nothing about its file."""

    def put(self, key: str, content: bytes) -> None:
        """Keep a file for good before this returns."""

    def open(self, key: str) -> BinaryIO:
        """The file to read from; FileNotFoundError where there is none."""

    def delete(self, key: str) -> None:
        """Take a file away; it is no mistake when it is gone already."""

    def exists(self, key: str) -> bool:
        """Whether there is such a file."""


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

    def exists(self, key: str) -> bool:
        """Whether there is such a file."""
        return self._of(key).is_file()

    def older_than(self, moment: datetime) -> Iterator[str]:
        """The names of files, half ones too, that were last written before a moment."""
        for path in self.path.iterdir() if self.path.is_dir() else ():
            if path.stat().st_mtime < moment.timestamp():
                yield path.name

    def _of(self, key: str) -> Path:
        if not _KEY.fullmatch(key.removesuffix(".part")):
            raise FileNotFoundError(key)
        return self.path / key


def store() -> Folder:
    """The files of this installation."""
    settings: Settings = current_app.extensions["settings"]
    return Folder(settings.data / "files")
