"""Where Alembic meets the models; run by `python -m loket db upgrade`."""

from __future__ import annotations

from alembic import context

from loket.database import Base, engine
from loket.experts import model as _experts  # noqa: F401
from loket.keys import model as _keys  # noqa: F401
from loket.municipalities import model as _municipalities  # noqa: F401
from loket.tickets import model as _tickets  # noqa: F401

with engine().connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()
