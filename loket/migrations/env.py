"""Where Alembic meets the models; run by `python -m loket db upgrade`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from alembic import context

from loket.database import Base, engine

for model in sorted(Path(__file__).parents[1].glob("*/model.py")):
    import_module(f"loket.{model.parent.name}.model")

with engine().connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()
