"""A set-up file (`desk.toml`): a municipality, its house style and its first staff. Checked whole before anything is written."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from loket.config import checked
from loket.errors import BadConfiguration
from loket.experts import actions as experts
from loket.experts.actions import InUse, Person
from loket.experts.queries import POOLS
from loket.municipalities.actions import Decisions, Outfit, Theme, dress, establish, read_theme
from loket.municipalities.queries import paths


class Plan(BaseModel):
    """What the file asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    municipality: Decisions
    theme: Theme | None = None
    staff: list[Person] = Field(default_factory=list)
    _outfit: Outfit | None = PrivateAttr(None)

    @property
    def outfit(self) -> Outfit | None:
        """What the files of the theme hold."""
        return self._outfit

    @model_validator(mode="after")
    def _everybody_once(self) -> Plan:
        logins = [person.login for person in self.staff]
        twice = sorted({login for login in logins if logins.count(login) > 1})
        if twice:
            raise ValueError(f"The login {', '.join(twice)} stands there twice")
        return self

    @model_validator(mode="after")
    def _hours_of_pools(self) -> Plan:
        unknown = sorted(set(self.municipality.hours) - set(POOLS))
        if unknown:
            raise ValueError(f"municipality.hours.{unknown[0]}: there is no such pool; there are {', '.join(POOLS)}")
        return self


@dataclass
class Outcome:
    """Who was invited, with their codes, and what the reader of the file would not expect."""

    invited: list[dict[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read(source: Path) -> Plan:
    """Raises BadConfiguration with a line for each thing that is wrong."""
    try:
        plan = checked(Plan, tomllib.loads(source.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfiguration(f"{source} is not TOML: {error}.") from None
    if plan.theme:
        plan._outfit = read_theme(plan.theme, source.parent)
    return plan


def carry_out(plan: Plan) -> Outcome:
    """Make the municipality and invite its staff, or bring them up to date; who was invited and has not come yet gets a new code."""
    outcome, before = Outcome(), paths()
    municipality = establish(**plan.municipality.model_dump())
    for slug, path in paths().items():
        if before.get(slug, path) != path:
            outcome.remarks.append(f"'{slug}' no longer answers at {before[slug]} but at {path}: it is not the only desk any more.")
    dress(municipality, plan.outfit)
    outcome.remarks += plan.outfit.remarks if plan.outfit else ()
    experts.set_up_pools(municipality)
    for person in plan.staff:
        try:
            code = experts.invite(municipality, **person.model_dump())
        except InUse as error:
            if not error.is_as_asked:
                outcome.remarks.append(str(error))
        else:
            outcome.invited.append({"login": person.login, "role": person.role, "code": code})
    return outcome
