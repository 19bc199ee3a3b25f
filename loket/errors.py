"""What can go wrong in the work of the desk, in words the doors translate into answers."""

from __future__ import annotations


class LoketError(Exception):
    """Every refusal of the desk; never carries the words of a resident."""


class NotFound(LoketError):
    """Missing or forbidden: outsiders cannot tell the two apart (404)."""


class Refused(LoketError):
    """A move that the ticket's life does not allow (409). Nothing has changed."""


class NeedsYes(Refused):
    """A young person has not said yes to being read by these people (409)."""


class Taken(LoketError):
    """Another expert holds the ticket (409)."""

    def __init__(self, holder: str) -> None:
        super().__init__("taken")
        self.holder = holder


class Newer(LoketError):
    """Something came after the last event the writer had seen (409); the writer looks first."""

    def __init__(self, seqs: list[int]) -> None:
        super().__init__("newer")
        self.seqs = seqs


class BadWords(LoketError):
    """Text that cannot be taken: empty or too long. `reason` is 'empty', 'long', 'short' (a password), 'full' (the conversation), or
    'elsewhere', 'long_passage', 'many_masks' (what is to be covered)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Telling(LoketError):
    """The words tell who somebody is, and the writer has yet to choose (422). Nothing has been kept."""


class CodeUnknown(LoketError):
    """No conversation opens with this code: wrong, impossible, erased and another municipality's are the same."""


class CodeUnreadable(CodeUnknown):
    """What was typed is no code at all, and it is known why; that follows from the typed text alone and tells nothing of any code.

    `reason` is 'characters' or 'words' (not the right `number` of them), 'word' (the one at `number` is unknown) or 'likeness' (it is
    like each of `words`).
    """

    def __init__(self, reason: str, number: int, words: tuple[str, ...] = ()) -> None:
        super().__init__("code unreadable")
        self.reason, self.number, self.words = reason, number, words


class AlreadyAsked(LoketError):
    """This very form was sent before and its conversation has been left since; the code opens it (409)."""


class BadCredentials(LoketError):
    """Login, password or second factor do not fit; which of them is not told."""


class NoRecipient(LoketError):
    """The pool has nobody yet who could read: nothing may be sealed to it."""


class Tampered(LoketError):
    """A sealed thing does not belong where it stands, or was changed. Never a partial page."""


class Busy(LoketError):
    """The queue for costly work is full (503)."""

    def __init__(self, retry_after: int = 5) -> None:
        super().__init__("busy")
        self.retry_after = retry_after


class TooMany(LoketError):
    """A limit was reached (429)."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too many")
        self.retry_after = retry_after


class NoMunicipality(LoketError):
    """A look-up that does not say for which municipality. A fault of ours: it fails closed."""


class BadConfiguration(LoketError):
    """A setting is missing or wrong; the text says which and what to do."""


class BadFile(LoketError):
    """A file that was given to read cannot be used; the text says what is wrong with it."""
