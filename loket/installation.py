"""The key and the database of an installation: opened together, and refused when they do not belong together."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import inspect, text

from loket import crypto, database, migrate
from loket.config import Settings
from loket.database import reading
from loket.errors import BadConfiguration, Tampered
from loket.keys.queries import pool_doors
from loket.municipalities import actions as municipalities
from loket.municipalities.queries import key_tags


def open_(settings: Settings, *, may_make_key: bool = False) -> None:
    """Open both in this process; a key is made for a database without municipalities only. Raises BadConfiguration."""
    if settings.redis_url:
        import_module("redis")  # an extra: missed here rather than halfway
    database.connect(settings.database_url)
    if may_make_key and not settings.server_key_file.exists() and not _has_municipality():
        crypto.make_server_key(settings.server_key_file)
    crypto.use_server_key(settings.server_key_file)


def bring_up_to_date(settings: Settings) -> None:
    """Give the database the shape of this version; one from before keys were noted gets the tag of this key, when it fits."""
    migrate.upgrade()
    check(settings)
    for municipality, tag in key_tags().items():
        if tag is None:
            municipalities.note_key(municipality)


def check(settings: Settings) -> None:
    """Raises BadConfiguration when the database has another shape, or was made with another server key."""
    check_shape()
    check_key(settings)


def check_shape() -> None:
    if not migrate.is_current():
        raise BadConfiguration("The database has not the shape this version needs: run `python -m loket db upgrade`.")


def check_key(settings: Settings) -> None:
    for municipality, tag in key_tags().items():
        if not _fits(municipality, tag):
            made_with = tag.partition(":")[0] if tag else "another one"
            raise BadConfiguration(
                f"This is not the key this database was made with ({made_with}; this is {crypto.server_key().id}). "
                f"Put the right one at {settings.server_key_file}."
            )


def _has_municipality() -> bool:
    with database.engine().connect().execution_options(loket_reading=True) as connection:
        return inspect(connection).has_table("municipality") and bool(connection.scalar(text("SELECT count(*) FROM municipality")))


def _fits(municipality: int, tag: str | None) -> bool:
    if tag is not None:
        return tag == crypto.server_key().tag
    try:
        with reading(municipality) as work:
            pool_doors(work)
    except Tampered:
        return False
    return True
