"""What somebody does at the desk, in the words residents and colleagues read."""

from __future__ import annotations

from loket.i18n import gettext, mark

INTAKER, COORDINATOR = "intaker", "coordinator"

LABELS = {
    "intaker": mark("intaker"),
    "lawyer": mark("advocaat"),
    "mediator": mark("mediator"),
    "stepfamily_coach": mark("stiefcoach"),
    "teen_coach": mark("tienercoach"),
    "coordinator": mark("coördinator"),
    "resident": mark("vrager"),
}
POOL_LABELS = {
    "intake": mark("Intakers"),
    "lawyer": mark("Advocaten"),
    "mediator": mark("Mediators"),
    "stepfamily_coach": mark("Stiefcoaches"),
    "teen_coach": mark("Tienercoaches"),
}
POOL_OF = {
    "intaker": "intake",
    "lawyer": "lawyer",
    "mediator": "mediator",
    "stepfamily_coach": "stepfamily_coach",
    "teen_coach": "teen_coach",
}
"""The pool somebody with a role belongs to; a coordinator belongs to none and reads no question."""

ROLES = (*POOL_OF, COORDINATOR)
POOLS = tuple(POOL_LABELS)


def role_label(role: str) -> str:
    return gettext(LABELS.get(role, role))


def role_labels() -> dict[str, str]:
    return {role: role_label(role) for role in LABELS}


def pool_label(kind: str) -> str:
    return gettext(POOL_LABELS.get(kind, kind))
