"""`python -m loket`: setting up, running and looking after an installation."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

from loket import serve
from loket.advice import PlainCommands

if TYPE_CHECKING:
    from loket.config import Settings
    from loket.municipalities.queries import Desk

F = TypeVar("F", bound=Callable[..., Any])
DEMO_ADDRESS = "http://127.0.0.1:8000"


@click.group("loket", cls=PlainCommands)
@click.version_option(package_name="loket")
def main() -> None:
    """Loket: the digital relationship-and-divorce help desk."""


main.add_command(serve.main)


def _from_file(help: str) -> Callable[[F], F]:
    """`--from FILE`, a set-up file."""
    return click.option("--from", "source", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=help)


def _settings() -> Settings:
    from loket import config, logs

    settings = config.read()
    logs.start(settings.log_level)
    return settings


def _open() -> None:
    from loket import installation

    settings = _settings()
    installation.open_(settings)
    installation.check(settings)


def _renew() -> None:
    """Open, after making what a new installation lacks and bringing the database to the shape this version needs."""
    from loket import installation

    settings = _settings()
    installation.open_(settings, may_make_key=True)
    installation.bring_up_to_date(settings)


def _desk(slug: str) -> Desk:
    from loket.municipalities.queries import find_desk

    desk = find_desk(slug)
    if desk is None:
        raise click.ClickException(f"There is no municipality '{slug}'.")
    return desk


@main.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the shape this version needs."""
    _renew()
    click.echo("The database is up to date.")


@db.command(hidden=True)
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration from what the models say."""
    from loket import installation, migrate

    installation.open_(_settings(), may_make_key=True)
    migrate.write_migration(message)


@main.command()
@_from_file("TOML file: the municipality and its first staff.")
@click.option("--demo", is_flag=True, help="The demonstration municipality instead.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def setup(source: Path | None, demo: bool, as_json: bool) -> None:
    """Set up a municipality, its pools and its first staff. Run it again after a change of the file: it only adds and updates."""
    if demo == (source is not None):
        raise click.UsageError("Give either --from FILE or --demo.")
    if source:
        _set_up(source, as_json)
        return
    from loket.demonstration import actions

    logins = actions.prepare(_settings())
    click.echo(json.dumps(actions.as_json(DEMO_ADDRESS, logins)) if as_json else actions.as_text(DEMO_ADDRESS, logins))


def _set_up(source: Path, as_json: bool) -> None:
    from loket import plan

    wanted = plan.read(source)
    _renew()
    outcome = plan.carry_out(wanted)
    for remark in outcome.remarks:
        click.echo(remark, err=True)
    if as_json:
        click.echo(json.dumps({"invited": outcome.invited}))
        return
    for person in outcome.invited:
        click.echo(f"{person['login']:<24} {person['role']:<17} invitation code {person['code']} (a week, once)")
    click.echo("Done. Who was invited opens /balie/welkom and gives the code." if outcome.invited else "Done. Nobody was invited.")


@main.command()
@click.argument("municipality")
@click.confirmation_option(prompt="Delete every conversation that has passed its term?")
def forget(municipality: str) -> None:
    """Delete what has passed its term at MUNICIPALITY, also when it is suspiciously much. The server does this by itself otherwise."""
    from loket.tickets.actions import forget_expired

    _open()
    desk, total = _desk(municipality), 0
    while count := forget_expired(desk, is_confirmed=True):
        total += count
    click.echo(f"{total} deleted.")


@main.group()
def staff() -> None:
    """The people behind the desk."""


@staff.command()
@click.argument("municipality")
@click.argument("login")
@click.option("--name", required=True, help="As colleagues see it.")
@click.option("--role", required=True, help="intaker, lawyer, mediator, stepfamily_coach, teen_coach or coordinator.")
def invite(municipality: str, login: str, name: str, role: str) -> None:
    """Make an account at MUNICIPALITY (its short name) and print the code that activates it; until then, change it and renew the code."""
    from loket.experts import actions

    _open()
    code = actions.invite(_desk(municipality).id, login, name, role)
    click.echo(f"{code}\nGood for a week, once: at /balie/welkom.")


@main.group()
def guide() -> None:
    """The texts for residents."""


@guide.command()
def readability() -> None:
    """List every Dutch text that a resident can meet, with its score and what could be plainer; exit 1 when a rule is broken."""
    from loket.guide import cli

    if not cli.list_readings():
        raise SystemExit(1)


@guide.command()
@click.argument("file", type=click.File("wb"))
def catalogue(file: BinaryIO) -> None:
    """Write to FILE (a .pot) every text that a resident can meet: what a language for residents alone must translate."""
    from loket.guide import cli

    cli.write_catalogue(file)


@main.command()
@click.option("--address", help="A running demonstration server; without it, one is started and stopped here.")
@click.option(
    "--staff",
    "staff_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its logins: the output of `setup --demo --json`.",
)
@click.option(
    "--questions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=Path("examples/questions.tsv"),
    show_default=True,
)
def demo(address: str | None, staff_file: Path | None, questions: Path) -> None:
    """Play a day's questions through the front door and print what became of each."""
    from loket.demonstration import actions

    if (address is None) != (staff_file is None):
        raise click.UsageError("--address and --staff belong together.")
    if address and staff_file:
        table, is_well = actions.play_day(address.rstrip("/"), actions.read_logins(staff_file), questions)
    else:
        with actions.running() as (own_address, staff_list):
            table, is_well = actions.play_day(own_address, staff_list, questions)
    click.echo(table)
    if not is_well:
        raise SystemExit(1)


@main.command()
def doctor() -> None:
    """Say in plain words what is wrong with this installation."""
    from loket import config, logs
    from loket.doctor import examine

    settings = config.read()
    logs.start("error")
    is_well = True
    for finding in examine(settings):
        is_well &= finding.is_well
        click.echo(f"{'ok   ' if finding.is_well else 'WRONG'}  {finding.what}" + ("" if finding.is_well else f"\n       {finding.advice}"))
    if not is_well:
        raise SystemExit(1)


@main.group()
def triage() -> None:
    """The safety net that every message passes."""


@triage.command()
@click.argument("file", type=click.Path(path_type=Path))
def evaluate(file: Path) -> None:
    """Try the safety net on a table of judged texts.

    FILE has tabs between its columns: `text` or `question`, and `label` (U1, safe) or `urgency` (U1 to U4). Prints what was found,
    every miss and every false alarm; ends with 1 when an acute line is missed or too many harmless lines raise an alarm.
    """
    from loket.triage import cli

    if not cli.evaluate(file):
        raise SystemExit(1)


@triage.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--into", type=click.Path(path_type=Path), help="Another file than the one that Loket reads.")
def learn(files: tuple[Path, ...], into: Path | None) -> None:
    """Let the second net learn from tables of judged texts.

    FILES are as for `evaluate`. Minutes of work; the same lines always give the same file.
    """
    from loket.triage import cli

    cli.learn(files, into)


@main.command()
@_from_file("A set-up file; its [theme] is looked at and nothing is written.")
def theme(source: Path | None) -> None:
    """What a house style can say; with a set-up file, what is made of it and how well everything can be read."""
    from loket.municipalities import cli
    from loket.plan import read

    click.echo(cli.describe(read(source).outfit) if source else cli.list_names())
