"""Setting up a municipality, and changing what it decided."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, select, update

from loket import clock, crypto
from loket.config import checked
from loket.database import EVERYWHERE, HERE, transaction
from loket.errors import BadConfiguration
from loket.municipalities import queries
from loket.municipalities.decisions import RESERVED, WEATHER, Decisions
from loket.municipalities.look import Outfit, Theme, read_theme
from loket.municipalities.model import Logo, Municipality

__all__ = ["RESERVED", "WEATHER", "Decisions", "Outfit", "Theme", "dress", "establish", "note_key", "read_theme"]

ANSWER_DAYS = {"0": 3, "1": 0, "2": 0, "3": 3, "4": 5}

_BY_SLUG = select(Municipality.id).where(Municipality.slug == bindparam("slug"))
_BY_HOST = select(Municipality.name).where(Municipality.host == bindparam("host"), Municipality.slug != bindparam("slug"))
_BY_ID = select(Municipality.__table__).where(Municipality.id == bindparam("known"))
_CHANGE = update(Municipality).where(Municipality.id == bindparam("known"))
_OWN = select(Municipality.__table__).where(Municipality.id == HERE)
_CHANGE_OWN = update(Municipality).where(Municipality.id == HERE)
_NO_LOGO = delete(Logo).where(Logo.municipality_id == HERE)


def establish(slug: str, name: str, **decided: Any) -> int:
    """Make the municipality, or bring an existing one (by slug) up to date with what it `decided` (see `Decisions`); return its id.

    Raises BadConfiguration.
    """
    decisions = checked(Decisions, {"slug": slug, "name": name, **decided})
    values = decisions.model_dump(mode="json", exclude={"slug", "facts"})
    values["answer_days"] = ANSWER_DAYS | values["answer_days"]
    values["facts"] = decisions.facts.model_dump(mode="json", exclude_none=True) or None
    with transaction(EVERYWHERE) as work:
        other = work.first(_BY_HOST, host=values["host"], slug=slug)
        if other:
            raise BadConfiguration(f"host: {values['host']} is the address of {other.name} already.")
        known = work.first(_BY_SLUG, slug=slug)
        if known:
            work.run(_CHANGE.values(values), known=known.id)
            municipality = int(known.id)
        else:
            made = {"code_salt": crypto.random_bytes(16), "created_at": clock.stamp(), "key_tag": crypto.server_key().tag}
            municipality = work.add(Municipality, slug=slug, **made, **values)
        (row,) = work.all(_BY_ID, known=municipality)
        work.run(_CHANGE.values(tag=queries.municipality_tag(**row._mapping)), known=municipality)
    queries.forget_desks()
    return municipality


def dress(municipality: int, outfit: Outfit | None) -> None:
    """Give the desk's pages this look, or our own."""
    with transaction(municipality) as work:
        work.run(_CHANGE_OWN.values(look=outfit.look.stored() if outfit else None))
        work.run(_NO_LOGO)
        if outfit and outfit.logo:
            work.add(Logo, body=outfit.logo.body)
        (row,) = work.all(_OWN)
        work.run(_CHANGE_OWN.values(tag=queries.municipality_tag(**row._mapping)))
    queries.forget_desks()


def note_key(municipality: int) -> None:
    """Write down that this municipality belongs to the server key in use."""
    with transaction(EVERYWHERE) as work:
        work.run(_CHANGE.values(key_tag=crypto.server_key().tag), known=municipality)
