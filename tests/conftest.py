"""What tests stand on: a server key, the cast in a database of its own for each test, the application, a browser without scripts."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import make_url
from werkzeug.serving import WSGIRequestHandler, make_server

from loket import clock, config, crypto, database, i18n, limits
from loket.app import create_app
from loket.demonstration.visitor import Visitor
from loket.municipalities.queries import forget_desks
from tests.cast import HERE, Cast
from tests.servers import Postgres, running_postgres
from tests.template import Template, on_postgres, on_sqlite

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


@pytest.fixture(scope="session")
def sqlite_template(server_key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Template:
    del server_key_file
    return on_sqlite(tmp_path_factory.mktemp("cast"))


@pytest.fixture(scope="session")
def postgres_template(server_key_file: Path, postgres: Postgres) -> Template:
    del server_key_file
    return on_postgres(postgres.new_database())


@pytest.fixture(params=ENGINES, scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on: on both, one after the other, unless it says `cast.ON_SQLITE`."""
    return str(request.param)


@pytest.fixture(scope="session")
def template(engine: str, request: pytest.FixtureRequest) -> Template:
    template: Template = request.getfixturevalue("sqlite_template" if engine == "sqlite" else "postgres_template")
    return template


@pytest.fixture
def cast(template: Template) -> Iterator[Cast]:
    """Everybody, in an open database with nothing else in it."""
    template.put_back()
    if database.engine().url != make_url(template.url):
        database.connect(template.url)
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
