"""Where a coordinator writes the desk's own texts: the list, one text with its preview, and what it said before."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from loket import i18n, text
from loket.database import reading
from loket.errors import BadWords, Newer, NotFound
from loket.experts.guards import members_only
from loket.experts.queries import Expert
from loket.guide import actions, markdown, placeholders, plain_language, queries
from loket.guide.model import LONGEST
from loket.guide.plain_language import Reading
from loket.i18n import SOURCE, gettext, mark
from loket.municipalities.guards import current_desk
from loket.web import Answer, whole_number

pages = Blueprint("texts", __name__, url_prefix="/balie/teksten")

_WRONG = {
    "empty": mark("Er staat nog niets."),
    "long": mark("Deze tekst is te lang. Maak hem korter."),
    "braces": mark("Tussen accolades staat iets dat we niet kennen: %(names)s. Kijk in de lijst hieronder wat kan."),
}
_REMARKS = {
    "long": mark("Lange zin. Maak er twee van."),
    "banned": mark("Dit woord gebruiken we niet."),
    "difficult": mark("Moeilijk woord. Kies een ander, of leg het uit tussen haakjes."),
    "score": mark("De hele tekst is moeilijk. Kies kortere zinnen en kortere woorden."),
    "passive": mark("Wie doet het? Schrijf het zo mogelijk zonder ‘worden’."),
    "men": mark("Wie is ‘men’?"),
    "long_word": mark("Lang woord."),
}


def editors_only(door: Callable[..., Any]) -> Callable[..., Any]:
    """A door for coordinators; for colleagues, too, it is not there."""

    @wraps(door)
    @members_only
    def guarded(me: Expert, *args: Any, **values: Any) -> Any:
        queries.require_editor(me)
        return door(me, *args, **values)

    guarded.is_guarded = True  # type: ignore[attr-defined]
    return guarded


@pages.get("")
@editors_only
def overview(me: Expert) -> Answer:
    desk = current_desk()
    with reading(me.municipality) as work:
        texts = queries.texts_of(work, me, desk)
    return render_template("guide/texts.html", texts=texts, own_names=i18n.LANGUAGES, missing=placeholders.missing(desk))


def _page(me: Expert, slug: str, spoken: str, typed: str | None = None, status: int = 200, **more: Any) -> Answer:
    """One text as it stands, or as it was `typed`."""
    desk = current_desk()
    with reading(me.municipality) as work:
        standing = queries.text_of(work, me, slug, spoken)
        history = queries.history_of(work, standing)
    source = standing.source if typed is None else typed
    register = desk.register(spoken)
    with i18n.speaking(register):
        facts = [(name, say(desk)) for name, say in placeholders.PLACEHOLDERS.items()]
    page = render_template(
        "guide/text.html",
        standing=standing,
        own_name=i18n.LANGUAGES[spoken],
        source=source,
        preview=queries.shown(source[:LONGEST], desk, register),
        reading=_read(source[:LONGEST]) if spoken == SOURCE else None,
        remarks=_REMARKS,
        facts=[(name, markdown.bare(value)) for name, value in facts],
        history=[(version, queries.shown(version.source, desk, register)) for version in history],
        default=queries.shown(history[-1].source, desk, register),
        **more,
    )
    return page, status


def _read(source: str) -> Reading:
    return plain_language.read(markdown.bare(source))


@pages.get("/<slug>/<spoken>")
@editors_only
def edit(me: Expert, slug: str, spoken: str) -> Answer:
    return _page(me, slug, spoken)


@pages.post("/<slug>/<spoken>")
@editors_only
def save(me: Expert, slug: str, spoken: str) -> Answer:
    """`body` and `seen` (the version it began with); with `look` it is only shown."""
    typed, seen = text.plain(request.form.get("body", "")), whole_number(request.form.get("seen"))
    try:
        if "look" in request.form:
            actions.checked(typed)
            return _page(me, slug, spoken, typed, seen=seen, is_preview=True)
        actions.save(me, slug, spoken, typed, seen=seen)
    except BadWords as error:
        wrong = gettext(_WRONG[error.reason]) % {"names": ", ".join(placeholders.unknown(typed))}
        return _page(me, slug, spoken, typed, 400, seen=seen, error=wrong)
    except Newer:
        return _page(me, slug, spoken, typed, 409, came_between=True)
    return _saved(slug, spoken)


@pages.post("/<slug>/<spoken>/terug")
@editors_only
def put_back(me: Expert, slug: str, spoken: str) -> Answer:
    """`number`: the version to go back to; 0 is the default."""
    number = whole_number(request.form.get("number"))
    if number is None:
        raise NotFound
    try:
        actions.put_back(me, slug, spoken, number, seen=whole_number(request.form.get("seen")))
    except Newer:
        return _page(me, slug, spoken, None, 409, was_changed=True)
    return _saved(slug, spoken)


def _saved(slug: str, spoken: str) -> Answer:
    flash(gettext("Bewaard. Dit lezen vragers vanaf nu."))
    return redirect(url_for("texts.edit", slug=slug, spoken=spoken), 303)
