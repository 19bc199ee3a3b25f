"""The database: rows in and out, one transaction an action, and the signal after the commit.

Every table carries its municipality (`Owned`), and every statement must name it: `Work` fills in the parameter `municipality`
by itself and the engine refuses a statement that does not use it. What crosses municipalities says so with `EVERYWHERE`.
Rows, not objects: statements are built once, at import, and run on a connection; that is several times cheaper than a
unit of work, and nothing is loaded that was not asked for.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from blinker import Signal
from sqlalchemy import (
    URL,
    BigInteger,
    Connection,
    CursorResult,
    Engine,
    ForeignKey,
    Insert,
    MetaData,
    Row,
    bindparam,
    create_engine,
    event,
    insert,
)
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, ExecutionContext
from sqlalchemy.exc import ArgumentError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.base import Executable

from loket.errors import BadConfiguration, NoMunicipality

__all__ = [
    "EVERYWHERE",
    "HERE",
    "Base",
    "IntegrityError",
    "Owned",
    "Work",
    "address",
    "connect",
    "engine",
    "file_of",
    "reading",
    "transaction",
]

log = logging.getLogger(__name__)

PATIENCE = 5000
"""Milliseconds to wait for another process's pen (SQLite)."""

EVERYWHERE = 0
HERE = bindparam("municipality", type_=BigInteger)
"""The municipality of the work at hand; every statement compares with it or writes it."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Owned:
    """A row that belongs to one municipality."""

    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), nullable=False)


_engine: Engine | None = None


def connect(url: str) -> Engine:
    """Open the database of this process. The connection's settings make SQLite durable, safe to share and forgetful.

    Raises BadConfiguration when there is no sense in the address.
    """
    global _engine  # noqa: PLW0603 - one process, one database
    parsed, file = address(url), file_of(url)
    options: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": parsed.get_backend_name() == "postgresql"}
    if parsed.get_backend_name() == "sqlite":
        if file:
            _make_private(file)
        else:
            from sqlalchemy.pool import StaticPool

            options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    else:
        options |= {"pool_size": 10, "max_overflow": 20, "pool_timeout": 10}
    if _engine is not None:
        _engine.dispose()
    _engine = create_engine(parsed, **options)
    if parsed.get_backend_name() == "sqlite":
        event.listen(_engine, "connect", _prepare_sqlite)
        event.listen(_engine, "begin", _begin_sqlite)
    event.listen(_engine, "before_cursor_execute", _refuse_unscoped)
    _of.cache_clear()
    return _engine


def address(url: str) -> URL:
    """Raises BadConfiguration when there is no sense in it; without repeating it, for it can hold a password."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise BadConfiguration(
            "LOKET_DATABASE_URL makes no sense; it looks like sqlite:///var/loket.sqlite3 or postgresql://user:password@host/name."
        ) from None


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for one in memory and for every other kind."""
    parsed = address(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(parsed.database or "") if is_file else None


def _make_private(path: Path) -> None:
    """A database file that only its owner can read; its log gets the same mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if stat.S_IMODE(os.fstat(file).st_mode) & 0o077:
        os.fchmod(file, 0o600)
    os.close(file)


def engine() -> Engine:
    assert _engine is not None, "database.connect comes first"
    return _engine


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "foreign_keys=ON",
        f"busy_timeout={PATIENCE}",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later could find itself locked out halfway; it claims the pen at once.
    if not connection.get_execution_options().get("loket_reading"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _refuse_unscoped(
    connection: Connection,
    _cursor: object,
    statement: str,
    _parameters: object,
    context: ExecutionContext | None,
    _many: bool,
) -> None:
    scope = connection.get_execution_options().get("municipality")
    compiled = context.compiled if context is not None else None
    if compiled is None or scope is None or scope == EVERYWHERE:  # plumbing (BEGIN, PRAGMA, migrations) or said openly
        return
    if "municipality" not in getattr(compiled, "binds", {}):
        raise NoMunicipality(f"This statement names no municipality: {statement[:200]}")


@cache
def _insert(table: type[Base], columns: tuple[str, ...]) -> Insert:
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    if issubclass(table, Owned):
        values["municipality_id"] = HERE
    return insert(table).values(values)


def _storable(text: str) -> str:
    # PostgreSQL cannot even look for a NUL. No text of ours holds one, so what a stranger sent with one is found nowhere.
    return text.replace("\x00", "\ufffd")


class Work:
    """One piece of work for one municipality: runs prepared statements, and keeps what to announce when it is done."""

    def __init__(self, connection: Connection, municipality: int) -> None:
        self.connection = connection
        self.municipality = municipality
        self._news: list[tuple[Signal, object, dict[str, Any]]] = []

    def run(self, statement: Executable, **values: Any) -> CursorResult[Any]:
        values = {name: _storable(value) if isinstance(value, str) else value for name, value in values.items()}
        result = self.connection.execute(statement, {"municipality": self.municipality, **values})
        assert isinstance(result, CursorResult)
        return result

    def all(self, statement: Executable, **values: Any) -> Sequence[Row[Any]]:
        return self.run(statement, **values).all()

    def first(self, statement: Executable, **values: Any) -> Row[Any] | None:
        return self.run(statement, **values).first()

    def add(self, table: type[Base], **values: Any) -> int:
        """Insert one row and return its id. Raises IntegrityError when it exists already."""
        result = self.run(_insert(table, tuple(values)), **values)
        key = result.inserted_primary_key
        return int(key[0]) if key and isinstance(key[0], int) else 0

    def announce(self, signal: Signal, sender: object, **news: Any) -> None:
        """Send `signal` once, after the commit; never when the work fails."""
        self._news.append((signal, sender, news))

    def _send(self) -> None:
        for signal, sender, news in self._news:
            for receiver in signal.receivers_for(sender):
                try:
                    receiver(sender, **news)
                except Exception:  # noqa: BLE001 - a listener that fails harms nobody; the page heals by asking again
                    log.warning("listener failed", extra={"listener": getattr(receiver, "__name__", "?")}, exc_info=False)


@lru_cache(maxsize=1000)
def _of(municipality: int, *, is_reading: bool) -> Engine:
    """The engine as this municipality uses it."""
    options: dict[str, Any] = {"municipality": municipality, "loket_reading": is_reading}
    if is_reading and engine().dialect.name == "postgresql":
        options["isolation_level"] = "AUTOCOMMIT"
    return engine().execution_options(**options)


@contextmanager
def reading(municipality: int) -> Iterator[Work]:
    """Look-ups, each on its own; nothing is held between them and nothing can be written by accident of a rollback."""
    with _of(municipality, is_reading=True).connect() as connection:
        yield Work(connection, municipality)


@contextmanager
def transaction(municipality: int) -> Iterator[Work]:
    """One action: everything or nothing, then the signals."""
    with _of(municipality, is_reading=False).begin() as connection:
        work = Work(connection, municipality)
        yield work
    work._send()


_has_to_forget = False


def forget_for_good() -> None:
    """Make what was deleted unfindable in the files: SQLite empties its log. When somebody is reading, the jobs try again.

    PostgreSQL has no such step: what was sealed there is unreadable once its keys are gone, and vacuum clears the pages.
    """
    global _has_to_forget  # noqa: PLW0603 - one process, one database
    if engine().dialect.name != "sqlite":
        return
    with engine().connect().execution_options(loket_reading=True) as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE}")
    _has_to_forget = bool(is_busy)


def finish_forgetting() -> None:
    if _has_to_forget:
        forget_for_good()
