"""What can go wrong outside us, each in one sentence that says what to do.

Never the words of the error itself: those of a database driver can hold a password.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import click

from loket.errors import BadConfiguration, BadFile, Tampered

EXTRAS = {"psycopg": "postgres", "redis": "redis", "gunicorn": "threading"}
_SQLITE = {
    "SQLITE_CANTOPEN": "The database file cannot be opened; LOKET_DATABASE_URL says where it is.",
    "SQLITE_NOTADB": "The file that LOKET_DATABASE_URL names is not a database; name another, or put the right one back.",
    "SQLITE_CORRUPT": "The database file is damaged; put a backup back.",
    "SQLITE_BUSY": "Another program keeps the database to itself; stop it and try again.",
    "SQLITE_READONLY": "This user may not write to the database file.",
    "SQLITE_FULL": "The disk that holds the database is full.",
    "SQLITE_IOERR": "The disk that holds the database fails.",
}
_REDIS = {
    "AuthenticationError": "Redis refuses the name or the password in LOKET_REDIS_URL.",
    "NoPermissionError": "Redis does not allow this user what Loket needs: publishing, subscribing and keys that begin with 'loket'.",
}


def on(error: BaseException) -> str | None:
    """What to do about `error`; None when it is a fault of ours, of which the traceback tells most."""
    if isinstance(error, BadConfiguration | BadFile):
        return str(error)
    if isinstance(error, Tampered):
        return f"Something in the database was not written under this server key ({error}); put back the right key, or a backup."
    if isinstance(error, ModuleNotFoundError):
        missing = (error.name or "").partition(".")[0]
        return f'{missing} is not installed: pip install "loket[{EXTRAS[missing]}]".' if missing in EXTRAS else None
    if type(error).__module__.partition(".")[0] == "redis":
        return _REDIS.get(type(error).__name__, "Redis does not answer: does it run, and is LOKET_REDIS_URL right?")
    if isinstance(error, OSError) and error.errno:
        return f"{error.filename or 'The network'}: {os.strerror(error.errno) if error.errno > 0 else 'unknown address'}."
    return _on_database(error)


def _on_database(error: BaseException) -> str | None:
    from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        kind = getattr(error.orig, "sqlite_errorname", "").split("_")[:2]  # SQLITE_CANTOPEN_ISDIR is one of SQLITE_CANTOPEN
        return _SQLITE.get("_".join(kind))
    if isinstance(error, OperationalError | InterfaceError) or error.statement is None:  # without a statement, while connecting
        return (
            "The database does not let us in: does it run at the address in LOKET_DATABASE_URL, does it hold a database of that name, "
            "and are user and password right?"
        )
    return None


@contextmanager
def in_plain_words() -> Iterator[None]:
    """For a command: ends it with a sentence, and code 1, where there is one."""
    try:
        yield
    except BrokenPipeError:  # whoever reads along has read enough; click ends the command
        raise
    except Exception as error:
        said = on(error)
        if said is None:
            raise
        raise click.ClickException(said) from None


class PlainCommands(click.Group):
    """Commands that end in a sentence rather than a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        with in_plain_words():
            return super().invoke(ctx)
