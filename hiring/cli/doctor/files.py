"""What the file system shows: who else can read the data, and how much room is left."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from hiring.cli.doctor.finding import Check, Finding
from hiring.core.settings import Settings

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
LEAST_FREE, LEAST_SHARE = 500 * 1024 * 1024, 0.05


def readable_by_others(settings: Settings) -> Iterator[Finding]:
    """Feedback and résumés are as private as the folder that holds them."""
    open_to_others = [path for path in _private(settings) if path.exists() and path.stat().st_mode & _OTHERS]
    if os.name != "nt" and open_to_others:
        yield Finding(
            "files",
            f"Other users of this machine can reach {', '.join(str(path) for path in open_to_others)}.",
            "They hold feedback, résumés and the hashes of passwords.",
            f"Run: chmod -R go= {settings.data}",
        )


def _private(settings: Settings) -> list[Path]:
    """The data folder; where it is closed, nothing in it is open. A database elsewhere stands beside it."""
    url = make_url(settings.database_url)
    database = Path(url.database or "") if url.get_backend_name() == "sqlite" and url.database else None
    if database is None or database.resolve().is_relative_to(settings.data.resolve()):
        return [settings.data]
    return [settings.data, database]


def disk_nearly_full(settings: Settings) -> Iterator[Finding]:
    """A full disk refuses every act."""
    folder = next((each for each in (settings.data, *settings.data.parents) if each.exists()), Path("/"))
    usage = shutil.disk_usage(folder)
    yield from crowded(folder, usage.free, usage.total)


def crowded(folder: Path, free: int, total: int) -> Iterator[Finding]:
    """Whether too little room is left."""
    if free < LEAST_FREE or free < LEAST_SHARE * total:
        yield Finding(
            "disk",
            f"The disk of {folder} has {free // 1024 // 1024} MB left of {total // 1024 // 1024}.",
            "When it is full, nothing can be stored any more; what was acknowledged stays.",
            "Make room, or move the data folder to a larger disk.",
        )


CHECKS: tuple[Check, ...] = (readable_by_others, disk_nearly_full)
