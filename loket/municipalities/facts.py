"""What a municipality says about itself in the texts for residents: who answers for the desk, where to turn. All may be missing."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

Words = Annotated[str, Field(min_length=1, max_length=200)]


class Facts(BaseModel):
    """The part `[municipality.facts]` of a set-up file. People read these words as they stand here."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True)

    controller: Words | None = None
    """Who decides about the data (AVG art. 4), when it is not the municipality itself; as it stands in the middle of a sentence."""
    processor: Words | None = None
    """Who looks after the machines (AVG art. 28)."""
    complaints: Words | None = None
    """Where a complaint goes: a telephone number, a mail address, a page."""
    privacy_officer: Words | None = None
    """Where the data protection officer (FG) can be reached."""
    accessibility: Words | None = None
    """Where somebody reports that a page does not work for them."""
    accessibility_statement: Words | None = None
    """The page of the official statement, in the register of toegankelijkheidsverklaring.nl."""
    backup_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    """After how many days the last copy of a deleted conversation is gone."""
    numbers_checked_on: date | None = None
    """When the municipality itself last tried the telephone numbers in the texts."""

    @field_validator("accessibility_statement")
    @classmethod
    def _leads_somewhere(cls, address: str | None) -> str | None:
        if address is not None and (not address.startswith("https://") or len(address.split()) != 1):
            raise ValueError("must be a whole address that begins with https://")
        return address
