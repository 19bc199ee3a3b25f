"""`python -m loket`: setting up, running and looking after an installation."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loket.errors import BadConfiguration, LoketError

if TYPE_CHECKING:
    from loket.config import Settings

DEMO_HOST, DEMO_PORT = "127.0.0.1", 8000


@click.group()
@click.version_option(package_name="loket")
def cli() -> None:
    """Loket: the digital relationship-and-divorce help desk."""


def main() -> None:
    try:
        cli(standalone_mode=True)
    except BadConfiguration as error:
        raise SystemExit(f"Error: {error}") from None


def _open(make_key: bool = False, **given: Any) -> Settings:
    """Settings, server key and database of this installation."""
    from loket import config, crypto, database, logs

    settings = config.read(**given)
    logs.start(settings.log_level)
    if make_key and not settings.server_key_file.exists():
        crypto.make_server_key(settings.server_key_file)
    crypto.use_server_key(settings.server_key_file)
    database.connect(settings.database_url)
    return settings


@cli.command()
@click.option("--host", default=DEMO_HOST, show_default=True, help="Address to serve on.")
@click.option("--port", default=DEMO_PORT, show_default=True, help="Port to serve on.")
@click.option("--workers", type=int, help="Worker processes (LOKET_WORKERS).")
@click.option("--demo", is_flag=True, help="Set up and show the demonstration municipality; on this machine only.")
def serve(host: str, port: int, workers: int | None, demo: bool) -> None:
    """Serve the desk."""
    from loket import runtime
    from loket import serve as door

    if not demo:
        assert door.main.callback
        door.main.callback(host=host, port=port, workers=workers, one=False)
        return
    os.environ["LOKET_DEMO"] = "true"
    runtime.begin()
    from loket import config

    settings = config.read()
    config.check_address(settings, host)
    logins = _set_up_demo(settings)
    _tell_demo(f"http://{host}:{port}", logins)
    door.run(settings, host, port, lambda app: app.config.update(DEMO_LOGINS=logins))


@cli.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the shape this version needs."""
    from loket import migrate

    _open(make_key=True)
    migrate.upgrade()
    click.echo("The database is up to date.")


@db.command(hidden=True)
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration from what the models say."""
    from loket import migrate

    _open(make_key=True)
    migrate.write_migration(message)


def _set_up_demo(settings: Settings) -> list[Any]:
    from loket import migrate
    from loket.demonstration import actions
    from loket.keys.queries import Cost

    _open(make_key=True)
    migrate.upgrade()
    return actions.set_up(Cost(settings.password_ops, settings.password_mib))


def _tell_demo(address: str, logins: list[Any]) -> None:
    click.echo(f"\nLoket demonstration: invented people, this machine only.\n\n  Residents  {address}/\n  Staff      {address}/balie/\n")
    for login in logins:
        click.echo(f"  {login.role:<17} {login.login:<8} {login.password}   code now {login.with_code()['totp']}")
    click.echo("\nThe sign-in page shows the codes of the moment. Stop with Ctrl+C.\n")


@cli.command()
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file: the municipality and its first staff.",
)
@click.option("--demo", is_flag=True, help="The demonstration municipality instead.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def setup(source: Path | None, demo: bool, as_json: bool) -> None:
    """Set up a municipality, its pools and its first staff. Run it again after a change of the file: it only adds and updates."""
    if demo == (source is not None):
        raise click.UsageError("Give either --from FILE or --demo.")
    if demo:
        from loket import config
        from loket.demonstration import actions

        logins = _set_up_demo(config.read())
        address = f"http://{DEMO_HOST}:{DEMO_PORT}"
        if as_json:
            click.echo(json.dumps(actions.as_json(address, logins)))
        else:
            _tell_demo(address, logins)
        return
    assert source is not None
    try:
        plan = tomllib.loads(source.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{source} is not TOML: {error}") from None
    from loket import migrate

    _open(make_key=True)
    migrate.upgrade()
    invited = _carry_out(plan)
    if as_json:
        click.echo(json.dumps({"invited": invited}))
    else:
        for person in invited:
            click.echo(f"{person['login']:<24} {person['role']:<17} invitation code {person['code']} (a week, once)")
        click.echo("Done. Who was invited opens /balie/welkom and gives the code.")


def _carry_out(plan: dict[str, Any]) -> list[dict[str, str]]:
    from loket import database
    from loket.experts import actions, queries
    from loket.municipalities.actions import establish

    try:
        municipality = establish(**plan["municipality"])
        actions.set_up_pools(municipality)
        invited = []
        for person in plan.get("staff", []):
            with database.reading(municipality) as work:
                known = queries.find_account(work, login=person["login"])
            if known is None:
                code = actions.invite(municipality, person["login"], person["name"], person["role"])
                invited.append({"login": person["login"], "role": person["role"], "code": code})
        return invited
    except (KeyError, TypeError) as error:
        raise click.ClickException(f"The file lacks or does not know {error}.") from None
    except LoketError as error:
        raise click.ClickException(str(error)) from None


@cli.command()
@click.argument("municipality")
@click.confirmation_option(prompt="Delete every conversation that has passed its term?")
def forget(municipality: str) -> None:
    """Delete what has passed its term at MUNICIPALITY, also when it is suspiciously much. The server does this by itself otherwise."""
    from loket.municipalities.queries import find_desk
    from loket.tickets.actions import forget_expired

    _open()
    desk = find_desk(municipality)
    if desk is None:
        raise click.ClickException(f"There is no municipality '{municipality}'.")
    total = 0
    while count := forget_expired(desk, is_confirmed=True):
        total += count
    click.echo(f"{total} deleted.")


@cli.group()
def staff() -> None:
    """The people behind the desk."""


@staff.command()
@click.argument("municipality")
@click.argument("login")
@click.option("--name", required=True, help="As colleagues see it.")
@click.option("--role", required=True, help="intaker, lawyer, mediator, stepfamily_coach, teen_coach or coordinator.")
def invite(municipality: str, login: str, name: str, role: str) -> None:
    """Make an account at MUNICIPALITY (its short name) and print the code that activates it."""
    from loket.experts import actions
    from loket.municipalities.queries import find_desk

    _open()
    desk = find_desk(municipality)
    if desk is None:
        raise click.ClickException(f"There is no municipality '{municipality}'.")
    try:
        code = actions.invite(desk.id, login, name, role)
    except LoketError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{code}\nGood for a week, once: at /balie/welkom.")


@cli.command()
@click.option("--address", help="A running demonstration server; without it, one is started and stopped here.")
@click.option(
    "--staff", "staff_file", type=click.Path(exists=True, path_type=Path), help="Its logins: the output of `setup --demo --json`."
)
@click.option("--questions", type=click.Path(exists=True, path_type=Path), default=Path("examples/questions.tsv"), show_default=True)
def demo(address: str | None, staff_file: Path | None, questions: Path) -> None:
    """Play a day's questions through the front door and print what became of each."""
    from loket.demonstration import actions

    if (address is None) != (staff_file is None):
        raise click.UsageError("--address and --staff belong together.")
    if address and staff_file:
        staff_list = json.loads(staff_file.read_text(encoding="utf-8"))["staff"]
        table, is_well = actions.play_day(address.rstrip("/"), staff_list, questions)
    else:
        with actions.running() as (own_address, staff_list):
            table, is_well = actions.play_day(own_address, staff_list, questions)
    click.echo(table)
    if not is_well:
        raise SystemExit(1)


@cli.command()
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
