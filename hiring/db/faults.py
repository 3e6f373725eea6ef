"""What a database says when it takes nothing any more."""

import sqlite3

_SQLITE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
_POSTGRESQL = frozenset({"53100", "25006"})
"""Disk full; read-only."""

_PRIMARY = 0xFF
"""The lower byte of SQLite's error codes says the kind, the rest its shade."""


def takes_nothing(error: Exception) -> bool:
    """Whether the disk of the database is full or broken, or the database may only be read."""
    said = getattr(error, "orig", None)
    return getattr(said, "sqlite_errorcode", 0) & _PRIMARY in _SQLITE or getattr(said, "sqlstate", "") in _POSTGRESQL
