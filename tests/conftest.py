"""What tests stand on: a server key, the cast in a database of its own for each test, the application, a browser without scripts."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Column, MetaData, NullPool, Table, create_engine, delete, func, insert, select
from sqlalchemy.schema import CreateSchema
from werkzeug.serving import WSGIRequestHandler, make_server

from loket import clock, config, crypto, database, i18n, limits, migrate
from loket.app import create_app
from loket.database import Base
from loket.demonstration.visitor import Visitor
from loket.municipalities.queries import forget_desks
from tests.cast import HERE, Cast, assemble
from tests.servers import Postgres, running_postgres

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]

OF_THE_TESTS = {"LOKET_CHROMIUM", "LOKET_SHOTS"}
for _name in [name for name in os.environ if name.startswith("LOKET_") and name not in OF_THE_TESTS]:
    del os.environ[_name]  # the settings of whoever runs the tests are not those of the tests


@pytest.fixture(scope="session")
def server_key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server key of all tests of this process, in use."""
    path = tmp_path_factory.mktemp("key") / "server.key"
    crypto.make_server_key(path)
    crypto.use_server_key(path)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@dataclass(frozen=True)
class Template:
    """A database with the cast in it, to be copied."""

    url: str
    cast: Cast


def _template(url: str) -> Template:
    forget_desks()
    database.connect(url)
    migrate.upgrade()
    cast = assemble()
    database.engine().dispose()
    return Template(url, cast)


@pytest.fixture(scope="session")
def sqlite_template(server_key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Template:
    del server_key_file
    return _template(f"sqlite:///{tmp_path_factory.mktemp('template')}/cast.sqlite3")


@pytest.fixture(scope="session")
def postgres_template(server_key_file: Path, postgres: Postgres) -> Template:
    """Its rows are kept aside: putting them back takes milliseconds, copying a whole database does not."""
    del server_key_file
    template = _template(postgres.new_database())
    with create_engine(template.url, poolclass=NullPool).begin() as connection:
        connection.execute(CreateSchema("aside"))
        for table, aside in _tables():
            aside.create(connection)
            connection.execute(insert(aside).from_select(table.c.keys(), select(table)))
    return template


def _tables() -> list[tuple[Table, Table]]:
    """Every table and where its rows are kept aside; a table comes after those it refers to."""
    return [(table, Table(table.name, MetaData(), *(Column(c.name, c.type) for c in table.c), schema="aside")) for table in _SORTED]


def _put_back(url: str) -> None:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        for table, _ in reversed(_tables()):
            connection.execute(delete(table))
        for table, aside in _tables():
            connection.execute(insert(table).from_select(table.c.keys(), select(aside)))
            if table.autoincrement_column is not None:
                last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
                connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last, False)))


_SORTED = Base.metadata.sorted_tables


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on: on both, unless it says `cast.ON_SQLITE`."""
    return str(request.param)


@pytest.fixture
def template(engine: str, request: pytest.FixtureRequest) -> Template:
    template: Template = request.getfixturevalue("sqlite_template" if engine == "sqlite" else "postgres_template")
    return template


@pytest.fixture
def database_url(engine: str, template: Template, tmp_path: Path) -> str:
    """A database with the cast and nothing else in it."""
    if engine == "postgresql":
        _put_back(template.url)
        return template.url
    copy = tmp_path / "loket.sqlite3"
    shutil.copyfile(template.url.removeprefix("sqlite:///"), copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def cast(database_url: str, template: Template) -> Iterator[Cast]:
    """Everybody, with this test's database open."""
    database.connect(database_url)
    forget_desks()
    i18n.use(i18n.SOURCE, ZoneInfo("Europe/Amsterdam"))
    yield template.cast
    database.engine().dispose()
    forget_desks()


@pytest.fixture
def time_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock and stops it."""

    def stop_at(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return stop_at


# --- over HTTP ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def app(server_key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, built once; it works in whatever database is open."""
    settings = config.read(
        database_url=f"sqlite:///{tmp_path_factory.mktemp('app')}/nothing.sqlite3",
        server_key_file=server_key_file,
        limits="off",
        password_ops=2,
        password_mib=19,
    )
    return create_app(settings)


@pytest.fixture
def client(app: Flask, cast: Cast) -> FlaskClient:
    """Requests as no browser would make them, without a server between."""
    del cast
    return app.test_client()


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def served(app: Flask) -> Iterator[str]:
    """The address at which the application is served, by threads of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def arrive(served: str, cast: Cast) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser without scripts at a municipality's desk (the first one, unless said otherwise)."""
    del cast
    opened: list[Visitor] = []

    def arrive(slug: str = HERE) -> Visitor:
        opened.append(Visitor(f"{served}/{slug}" if slug else served))
        return opened[-1]

    yield arrive
    for visitor in opened:
        visitor.close()


@pytest.fixture
def with_limits() -> Iterator[None]:
    """Rate limits on, from nothing counted."""
    limits.start(is_on=True)
    yield
    limits.start(is_on=False)
