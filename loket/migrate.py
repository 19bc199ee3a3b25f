"""Bringing a database to the shape this version needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from loket import database

FOLDER = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def upgrade() -> None:
    command.upgrade(_config(), "head")


def is_current() -> bool:
    """Whether the database has the newest shape."""
    with database.engine().connect().execution_options(loket_reading=True) as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present == ScriptDirectory.from_config(_config()).get_current_head()


def write_migration(message: str) -> None:
    """For developers: a new migration from what the models say."""
    command.revision(_config(), message, autogenerate=True)
