"""What an installation may set; `config.py` says the defaults and the names in the environment."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Mode(StrEnum):
    """How the program runs: only the demonstration offers personas, only production insists on a secret."""

    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"
    TEST = "test"


@dataclass(frozen=True)
class Settings:
    """One installation; every value is checked by `config.py` before it gets here."""

    mode: Mode
    data: Path
    database_url: str
    secret_key: str
    base_url: str
    smtp_url: str = ""
    mail_from: str = "hiring@localhost"
    upload_limit: int = 10 * 1024 * 1024
    password_memory_kib: int = 65536
    password_rounds: int = 3
    session_hours: int = 72
    trusted_proxies: int = 0
    owner_url: str = field(default="", repr=False)
    files_url: str = ""
    files_endpoint: str = ""
    backup_key: str = field(default="", repr=False)
    backup_days: int = 7
    metrics_token: str = field(default="", repr=False)
    traces_url: str = ""
    reload_templates: bool = False

    @property
    def schema_url(self) -> str:
        """The login that owns the tables: migrations, backups and checks of the record use it."""
        return self.owner_url or self.database_url

    @property
    def secure(self) -> bool:
        """Whether people reach this installation by TLS."""
        return self.base_url.startswith("https://")
