"""The shape of the database: migrations make what the models say, and every row belongs to a municipality."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from blinker import Signal
from sqlalchemy import bindparam, delete, insert, inspect, select

from loket import database
from loket.database import EVERYWHERE, HERE, Base, Owned, reading, transaction
from loket.errors import NoMunicipality
from loket.keys.model import Pool
from loket.tickets.model import Ticket
from tests.cast import Cast, ask

SHARED_BY_ALL = {"municipality", "alembic_version"}


def test_migrations_make_exactly_what_the_models_say(cast: Cast):
    with database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_and_index_has_the_name_of_the_models(cast: Cast):
    shape = inspect(database.engine())
    for name, table in Base.metadata.tables.items():
        assert shape.get_pk_constraint(name)["name"] == f"pk_{name}"
        found = {key["name"] for key in shape.get_foreign_keys(name)} | {rule["name"] for rule in shape.get_unique_constraints(name)}
        assert found == {rule.name for rule in table.constraints if rule.name != f"pk_{name}"}
        indexes = {index["name"] for index in shape.get_indexes(name) if not index.get("duplicates_constraint")}
        assert indexes == {index.name for index in table.indexes}


def test_every_table_carries_its_municipality_and_never_without(cast: Cast):
    shape = inspect(database.engine())
    owned = set(shape.get_table_names()) - SHARED_BY_ALL
    assert owned == {table.__tablename__ for table in Base.__subclasses__() if issubclass(table, Owned)}
    for name in owned:
        column = next(column for column in shape.get_columns(name) if column["name"] == "municipality_id")
        assert not column["nullable"], name
        assert "municipality" in {key["referred_table"] for key in shape.get_foreign_keys(name)}, name


@pytest.mark.parametrize("table", [table for table in Base.__subclasses__() if issubclass(table, Owned)], ids=lambda table: table.__name__)
def test_a_statement_that_names_no_municipality_is_refused(cast: Cast, table: type[Base]):
    unscoped = select(table.__table__)
    with reading(EVERYWHERE) as work:
        work.all(unscoped)
    with reading(cast.desk.id) as work, pytest.raises(NoMunicipality):
        work.all(unscoped)
    with transaction(cast.desk.id) as work, pytest.raises(NoMunicipality):
        work.run(delete(table))


def test_an_insert_without_a_municipality_is_refused(cast: Cast):
    with transaction(cast.desk.id) as work, pytest.raises(NoMunicipality):
        work.run(insert(Pool).values(kind=bindparam("kind"), epoch=0), kind="new")


def test_a_scoped_statement_sees_only_its_own_municipality(cast: Cast):
    mine, other = ask(cast.desk), ask(cast.foreign_desk)
    pids = select(Ticket.pid).where(Ticket.municipality_id == HERE)
    with reading(EVERYWHERE) as work:
        assert len(work.all(select(Ticket.pid))) == 2
    with reading(cast.desk.id) as work:
        assert [row.pid for row in work.all(pids)] == [mine.pid]
    with reading(cast.foreign_desk.id) as work:
        assert [row.pid for row in work.all(pids)] == [other.pid]


def test_the_signal_goes_out_after_the_commit_and_never_when_the_work_fails(cast: Cast):
    rung, heard = Signal(), []

    def listen(sender: int, **news: object) -> None:
        with reading(EVERYWHERE) as other_work:
            heard.append((sender, news, len(other_work.all(select(Pool.id).where(Pool.kind == "new")))))

    def fail(_sender: int, **_news: object) -> None:
        raise RuntimeError("a listener that fails")

    rung.connect(fail)
    rung.connect(listen)
    with transaction(cast.desk.id) as work:
        work.add(Pool, kind="new", epoch=0)
        work.announce(rung, cast.desk.id, seq=7)
        assert heard == []
    assert heard == [(cast.desk.id, {"seq": 7}, 1)]
    with pytest.raises(ZeroDivisionError), transaction(cast.desk.id) as work:  # noqa: PT012 - the work fails halfway
        work.announce(rung, cast.desk.id, seq=8)
        raise ZeroDivisionError
    assert len(heard) == 1
