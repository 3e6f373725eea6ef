"""The commands of an installation: `hiring …`."""

import gc
from importlib import import_module
from types import ModuleType

import click

_COMMANDS = {
    "audit": "hiring.cli.audit:audit",
    "backup": "hiring.cli.keeping:backup",
    "db": "hiring.cli.database:db",
    "demo": "hiring.cli.demo:demo",
    "doctor": "hiring.cli.doctor:doctor",
    "init": "hiring.cli.setup:init",
    "restore": "hiring.cli.keeping:restore",
    "seed": "hiring.cli.setup:seed",
    "serve": "hiring.cli.run:serve",
    "user": "hiring.cli.users:user",
    "worker": "hiring.cli.run:worker",
}


class _Commands(click.Group):
    """Commands that are imported when they are asked for: a server that starts needs no backup, no seeds and no checks."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(_imported(module), name)
        return found


def _imported(module: str) -> ModuleType:
    """A module with all that it needs; nothing of it is garbage, so the search for some, a fifth of the time, waits and leaves it out."""
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run a structured hiring loop whose server holds the rules."""
