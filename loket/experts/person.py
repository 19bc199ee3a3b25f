"""Somebody to be invited, as `desk.toml` or the command line tells it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from loket.experts.roles import ROLES


class Person(BaseModel):
    """A part `[[staff]]` of a set-up file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True)

    login: str
    name: str = Field(min_length=1, max_length=120)
    role: str
    days: list[Annotated[int, Field(ge=0, le=6)]] | None = Field(None, min_length=1)
    """Days of the week on which they work (0 is Monday); without it, all that their pool has."""

    @field_validator("login")
    @classmethod
    def _typeable(cls, login: str) -> str:
        if not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{1,79}", login.lower()):
            raise ValueError(f"'{login}' cannot be a login: 2 to 80 of a-z, 0-9 and . _ @ -")
        return login.lower()

    @field_validator("role")
    @classmethod
    def _known_role(cls, role: str) -> str:
        if role not in ROLES:
            raise ValueError(f"'{role}' is no role; it can be {', '.join(ROLES)}")
        return role
