"""The command line `holdfast`: a literal list of sub-commands, each imported only when it is called."""

import atexit
import gc
import importlib
import os
import sys
import threading
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from infra.exits import USAGE, stop

COMMANDS: dict[str, tuple[str, str]] = {
    "snapshot": ("api.commands.snapshot:app", "Show platform use from finished logs; needs no services."),
    "exercise": (
        "api.commands.exercise:app",
        "What if a platform had been gone? Who would have stopped, and when.",
    ),
    "register": ("api.commands.register:app", "What units declare, beside what is seen; editions of it."),
    "parse": ("streams.commands.parse:app", "Show how a log is read, line by line."),
    "catalogue": ("streams.commands.catalogue:app", "Look hosts up, or check your own additions."),
    "collect": ("streams.commands.collect:app", "Follow proxy logs and send their evidence to Kafka."),
    "watch": ("streams.commands.watch:app", "Read vendors' status pages and probe their hosts."),
    "monitors": ("monitors.commands.monitors:app", "Judge the evidence on Kafka: usage and outages."),
    "doctor": ("monitors.commands.doctor:app", "Do notices reach people, also when one thing fails?"),
    "hub": ("api.commands.hub:app", "Pages and API for operations, risk and units."),
    "people": ("api.commands.people:app", "Who may use the hub, and as what."),
    "audit": ("api.commands.audit:app", "Who did what in the hub; whether that log was tampered with."),
    "records": ("api.commands.records:app", "Records of own accounts: keys, and whether they were changed."),
    "evaluate": (
        "api.commands.evaluate:app",
        "Replay simulated months through the rules of judgement, and score them.",
    ),
    "aid": ("streams.commands.aid:app", "Mutual aid: exchange signed words on platforms with others."),
    "changes": ("streams.commands.changes:app", "Tell of your own changes, from a table."),
    "key": ("monitors.commands.key:app", "Make, list, rotate and forget the keys of pseudonyms."),
    "up": ("infra.commands.up:app", "Run broker, collector, monitors and hub together on this machine."),
    "broker": ("infra.commands.broker:app", "Run one supervised Apache Kafka node on this machine."),
    "simulate": (
        "streams.commands.simulate:app",
        "Write the log of a simulated organisation, with its truth.",
    ),
    "demo": ("api.commands.demo:app", "Broker, simulation and collector together: see usage arrive."),
}
"""Name -> (where its Typer app lives, the line that `holdfast --help` shows)."""

OUR_PACKAGES = frozenset({"api", "infra", "monitors", "streams"})
"""Our own packages: one of their modules missing is a fault of ours, and not of the installation."""


class LazyGroup(TyperGroup):
    """A group that lists its commands from `COMMANDS` and imports one only to run it."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 (the framework's signature)
        """Every sub-command, in the order of the list."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Import the sub-command; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name and error.name.partition(".")[0] in OUR_PACKAGES:
                raise
            stop(
                USAGE, f"`holdfast {cmd_name}` needs more than a snapshot does: pip install 'holdfast[live]'"
            )
        gc.freeze()
        gc.enable()
        command = typer.main.get_command(getattr(found, attribute))
        command.name = cmd_name
        return command

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The overview, written from the table without importing any sub-command."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])
        with formatter.section("Options"):
            formatter.write_dl([r for p in self.get_params(ctx) if (r := p.get_help_record(ctx))])


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,  # a traceback with values of variables could show what is in a log
)


def _version(asked: bool) -> None:  # noqa: FBT001 (Typer hands the flag over so)
    """Print the version and stop."""
    if asked:
        from infra.version import VERSION  # noqa: PLC0415 (the overview needs nothing but itself)

        typer.echo(f"holdfast {VERSION}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def holdfast(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001 (its callback answers)
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """See which consumer platforms your organisation's work holds on to."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """The console script."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy starts threads for matrices; we have none
    gc.disable()  # until everything is imported, for what is imported stays
    try:
        app(prog_name="holdfast")
    except SystemExit as ending:
        if threading.active_count() == 1 and isinstance(ending.code, int):
            _leave_at_once(ending.code)
        raise


def _leave_at_once(status: int) -> None:
    """End the process in good order, but without taking its memory apart: a thirtieth of a snapshot's time.

    Returns where standard output can take no more, for the interpreter to say so.
    """
    atexit._run_exitfuncs()  # noqa: SLF001 (there is no other way to have them run now)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # closed, full, or never there
        return
    os._exit(status)
