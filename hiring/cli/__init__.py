"""The commands of an installation: `hiring …`."""

import click

from hiring.cli import audit, database, demo, doctor, keeping, run, setup, users


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run a structured hiring loop whose server holds the rules."""


for command in (demo.demo, setup.init, setup.seed, run.serve, run.worker, database.db, users.user, audit.audit, doctor.doctor, keeping.backup, keeping.restore):
    main.add_command(command)
