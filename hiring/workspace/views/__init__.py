"""Pages of my work, the settings, the log and the outbox, and the two answers for machines."""

from hiring.workspace.views.health import bp as health
from hiring.workspace.views.log import bp as log
from hiring.workspace.views.outbox import bp as outbox
from hiring.workspace.views.settings import bp as settings
from hiring.workspace.views.work import bp as work

__all__ = ["health", "log", "outbox", "settings", "work"]
