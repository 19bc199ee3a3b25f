"""Straight into the database, past every rule: what a thief would read and a forger would change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from loket import database


def rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with database.engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def one(statement: str, **values: Any) -> Any:
    """The only value of the only row."""
    ((value,),) = rows(statement, **values)
    return value


def change(statement: str, **values: Any) -> None:
    """Carry out a change and make sure that it changed something."""
    with database.engine().begin() as connection:
        assert connection.execute(text(statement), values).rowcount > 0, statement
