"""The database with the cast in it, made once and put back for every test: by copying a file, or the rows kept aside in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import Column, MetaData, NullPool, String, Table, create_engine, delete, func, insert, literal, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateSchema
from sqlalchemy.sql import ClauseElement

from loket import database, migrate
from loket.database import Base
from loket.municipalities.queries import forget_desks
from tests.cast import Cast, assemble


@dataclass(frozen=True)
class Template:
    """Where tests work (`url`), who is there, and how everything becomes as it was. Nobody may be at work meanwhile."""

    url: str
    cast: Cast
    put_back: Callable[[], None]


def _assembled(url: str) -> Cast:
    forget_desks()
    database.connect(url)
    migrate.upgrade()
    cast = assemble()
    database.engine().dispose()
    return cast


def on_sqlite(folder: Path) -> Template:
    kept, used = folder / "kept.sqlite3", folder / "used.sqlite3"
    cast = _assembled(f"sqlite:///{kept}")

    def put_back() -> None:
        for left in folder.glob("used.sqlite3-*"):
            left.unlink()
        shutil.copyfile(kept, used)

    return Template(f"sqlite:///{used}", cast, put_back)


def on_postgres(url: str) -> Template:
    cast, tables = _assembled(url), Base.metadata.sorted_tables
    aside = {table.name: Table(table.name, MetaData(), *(Column(c.name, c.type) for c in table.c), schema="aside") for table in tables}
    steps: list[ClauseElement] = [delete(table) for table in reversed(tables)]
    for table in tables:
        steps.append(insert(table).from_select(table.c.keys(), select(aside[table.name])))
        if table.autoincrement_column is not None:
            last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            sequence = func.pg_get_serial_sequence(literal(table.name, String()), literal("id", String()))
            steps.append(select(func.setval(sequence, last, literal(value=False))))
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(CreateSchema("aside"))
        for table in tables:
            aside[table.name].create(connection)
            connection.execute(insert(aside[table.name]).from_select(table.c.keys(), select(table)))
        connection.exec_driver_sql(f"CREATE PROCEDURE aside.put_back() LANGUAGE sql AS $$ {'; '.join(map(_sql, steps))} $$")

    def put_back() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CALL aside.put_back()")

    return Template(url, cast, put_back)


def _sql(statement: ClauseElement) -> str:
    return str(statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
