"""`regulars`: the commands of the operator."""

import sys
from collections.abc import Sequence

import typer

from regulars.faces.cli import doctor, ledger, run, users
from regulars.faces.cli.demo import command as demo
from regulars.faces.cli.deps import CommandDeps
from regulars.faces.cli.simulate import command as simulation
from regulars.faces.cli.terminal import ended_quietly, refuse
from regulars.kernel.errors import RegularsError


def create_cli() -> typer.Typer:
    """Every command. They find what they are given in `context.obj`."""
    cli = typer.Typer(
        name="regulars",
        help="Regulars keeps one record of each guest, inside the till that a venue already has.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
    )
    for command in (run.serve, run.work, run.migrate, demo.demo, run.till, doctor.doctor):
        cli.command()(command)
    cli.command()(simulation.simulate)
    cli.add_typer(users.cli, name="user")
    cli.add_typer(ledger.cli, name="ledger")
    return cli


def main(deps: CommandDeps, arguments: Sequence[str] | None = None) -> None:
    """Run one command. A refusal is one sentence on standard error, and the exit status 1."""
    with ended_quietly():
        try:
            create_cli()(args=arguments, obj=deps, prog_name="regulars")
        except RegularsError as refusal:
            refuse(refusal.sentence)
            sys.exit(1)
