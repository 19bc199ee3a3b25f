"""The cast of the tests: two invented municipalities and their people. Whoever plays has a key of their own, as in life."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pyotp
import pytest

from loket import clock
from loket.database import reading, transaction
from loket.demonstration.visitor import Visitor
from loket.experts import actions as expert_actions
from loket.experts import queries as experts
from loket.experts.queries import Expert
from loket.keys import actions as key_actions
from loket.keys import queries as keys
from loket.keys.queries import Cost
from loket.municipalities.actions import establish
from loket.municipalities.queries import Desk, desk_of
from loket.tickets import actions as ticket_actions
from loket.tickets import queries as tickets
from loket.tickets.head import BY_ID
from loket.tickets.queries import Conversation, Resident

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For tests whose rule does not reach the database: they need not run on both."""

CHEAP = Cost(2, 19)
"""The least that a password may cost, so that nobody waits for it."""

HERE, THERE = "eikendam", "lindeveen"
_PEOPLE = (
    # the name in a test, municipality, name, role
    ("intaker", HERE, "Ilja Eikema", "intaker"),
    ("lawyer", HERE, "Lotte Arkel", "lawyer"),
    ("second_lawyer", HERE, "Levi Brandaan", "lawyer"),
    ("mediator", HERE, "Mina Kolkers", "mediator"),
    ("coordinator", HERE, "Cor Duinsma", "coordinator"),
    ("foreign_intaker", THERE, "Ivo Lindema", "intaker"),
    ("foreign_lawyer", THERE, "Fenna Holtrop", "lawyer"),
)


@dataclass(frozen=True)
class Member:
    """Somebody of the staff, signed in: `token` is what their browser's cookie holds."""

    municipality: int
    id: int
    pid: str
    login: str
    name: str
    role: str
    password: str = field(repr=False)
    totp_secret: str = field(repr=False)
    token: str = field(repr=False)

    @property
    def expert(self) -> Expert:
        """Who they are now, read anew from their session."""
        with reading(self.municipality) as work:
            found = experts.find_signed_in(work, self.token, prolongs=False)
        assert found is not None, f"{self.name} is not signed in"
        return found

    def totp(self, steps: int = 0) -> str:
        """The code their phone shows now, or `steps` half minutes later."""
        return pyotp.TOTP(self.totp_secret).at(clock.stamp() + 30 * steps)

    def another_session(self) -> str:
        """The token of one more session, as on another computer."""
        private = self.expert.key.private
        with transaction(self.municipality) as work:
            return key_actions.remember(work, keys.STAFF, self.id, private)


@dataclass(frozen=True)
class Question:
    """A question that somebody asked, and all that they hold of it."""

    municipality: int
    code: str
    token: str = field(repr=False)
    pid: str
    id: int

    @property
    def resident(self) -> Resident:
        found = tickets.find_resident(self.municipality, self.token, prolongs=False)
        assert found is not None, "the resident's session has ended"
        return found

    @property
    def seen_by_resident(self) -> Conversation:
        return tickets.conversation_of(self.resident)

    def seen_by(self, member: Member) -> Conversation:
        return tickets.conversation_for(member.expert, self.pid)


@dataclass(frozen=True)
class Cast:
    """Everybody who plays, and the desks they play at. The stranger has nothing at all, so there is nothing to hold."""

    intaker: Member
    lawyer: Member
    second_lawyer: Member
    mediator: Member
    coordinator: Member
    foreign_intaker: Member
    foreign_lawyer: Member

    @property
    def desk(self) -> Desk:
        return desk_of(self.intaker.municipality)

    @property
    def foreign_desk(self) -> Desk:
        return desk_of(self.foreign_intaker.municipality)

    @property
    def staff(self) -> list[Member]:
        return [getattr(self, name) for name, *_ in _PEOPLE]

    @property
    def colleagues(self) -> list[Member]:
        """The staff of the first municipality."""
        return [member for member in self.staff if member.municipality == self.intaker.municipality]


def assemble() -> Cast:
    """Make both municipalities and all their people in the connected (empty, migrated) database."""
    places = {slug: establish(slug, slug.capitalize()) for slug in (HERE, THERE)}
    for municipality in places.values():
        expert_actions.set_up_pools(municipality)
    members = {key: enlist(places[slug], name, role) for key, slug, name, role in _PEOPLE}
    cast = Cast(**members)
    expert_actions.admit(cast.lawyer.expert, cast.second_lawyer.pid, "lawyer")
    return cast


def enlist(municipality: int, name: str, role: str) -> Member:
    """One more member of staff, signed in; not yet admitted to a pool that has members."""
    login = name.split(maxsplit=1)[0].lower()
    password, secret = f"een lange zin van {login}", pyotp.random_base32()
    expert_actions.enlist(municipality, login, name, role, password, secret, CHEAP)
    half = expert_actions.give_password(municipality, login, password, CHEAP)
    token = expert_actions.give_second_factor(municipality, half.token, pyotp.TOTP(secret).at(clock.stamp()))
    with reading(municipality) as work:
        account = experts.find_account(work, login=login)
    assert account is not None
    return Member(municipality, account.id, account.pid, login, name, role, password, secret, token)


WORDS = "Hoe vertellen we het aan de kinderen?"
_forms = count(1)


def ask(desk: Desk, words: str = WORDS, **more: Any) -> Question:
    """Somebody asks something at this desk."""
    form = {"browser": b"a browser's own secret", "form": f"form-{next(_forms)}"}
    asked = ticket_actions.ask(desk, words, **(form | more))
    return question_of(desk, asked.code, asked.token)


def question_of(desk: Desk, code: str, token: str) -> Question:
    resident = tickets.find_resident(desk.id, token)
    assert resident is not None
    with reading(desk.id) as work:
        row = work.first(BY_ID, ticket=resident.ticket)
    assert row is not None
    return Question(desk.id, code, token, row.pid, row.id)


def at_work(visitor: Visitor, member: Member | None) -> Visitor:
    """This browser, with the cookie of a signed-in member (or of nobody) and a fresh form's token."""
    if member is not None:
        visitor.cookies["s"] = member.token
    visitor.look("/balie/welkom")
    return visitor
