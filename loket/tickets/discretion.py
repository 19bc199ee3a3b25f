"""Before words are kept: do they tell who somebody is? The writer chooses; whoever may be in danger is never held up.

Only a post that says `guard=ask`, as our own pages do, is asked: it is answered with what was found, nothing is kept, and the same words
come back with `remove` or `sent_anyway` (or changed, and are looked at anew). A post without that field is kept as it is, so that every
tool that holds on to the contract loses nothing: the guard is advice to a person, and a program has nobody in front of it.

The safety net reads what was typed, also when the writer has names taken out. When it proposes that somebody is in danger now, or did so
before in this conversation, the words are sent at once and what they tell is said afterwards, under the message. Behind a curtain what was
said before does not count: whoever sits there would learn of it by not being asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from loket import identity
from loket.errors import Telling
from loket.i18n import gettext
from loket.tickets.masks import covered_part
from loket.tickets.safety import Screened

ASK, REMOVE, SENT_ANYWAY = "ask", "remove", "sent_anyway"


@dataclass(frozen=True)
class Sent:
    """Words as they may be kept."""

    words: str
    found: Screened
    """What the safety net said of them, quoting nothing that was taken out."""
    told: tuple[str, ...] = ()
    """The kinds of detail in them that the writer was not asked about beforehand."""


def sent(words: str, guard: str | None, found: Screened | None = None, *, is_in_danger: bool = False) -> Sent:
    """`found` is what the net said of these words, `is_in_danger` what is known from before. Raises Telling: the writer is asked first."""
    found = found or Screened()
    if guard not in (ASK, REMOVE):
        return Sent(words, found)
    details = identity.details(words)
    if guard == REMOVE:
        places = [(detail.start, detail.end, gettext(identity.KINDS[detail.kind].gone)) for detail in details]
        signs = (replace(sign, words=covered_part(words, sign.words, [place[:2] for place in places])) for sign in found.signs)
        return Sent(identity.replaced(words, places), replace(found, signs=tuple(signs)))
    if details and not (found.is_acute or is_in_danger):
        raise Telling
    return Sent(words, found, tuple(dict.fromkeys(detail.kind for detail in details)))
