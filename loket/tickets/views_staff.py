"""The workplace's door: the queue, a ticket, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for

from loket import limits, text, web
from loket.errors import BadWords, NeedsYes, Newer, NoRecipient, NotFound, Refused, Taken, Telling
from loket.experts.guards import members_only
from loket.experts.queries import Expert, pool_label, roster_of
from loket.i18n import gettext
from loket.municipalities.guards import current_desk
from loket.tickets import actions, labels, queries, telling, words
from loket.tickets.queries import Conversation
from loket.tickets.views_resident import log_news
from loket.tickets.workplace import may_answer, next_url, queue_view, ticket_view
from loket.tickets.youth_desk import asked_first, first_pool, youth_view
from loket.web import Answer, whole_number

pages = Blueprint("desk", __name__, url_prefix="/balie")


def _ticket_page(me: Expert, pid: str, status: int = 200, **more: Any) -> Answer:
    conversation = queries.conversation_for(me, pid)
    ticket = conversation.ticket
    queue = queries.queue_of(me, shelf=queries.SHELF_NAMES[ticket.shelf], pool_id=ticket.pool_id)
    kinds = {door.id: door.kind for door in queue.doors.values()}
    empty = {"words": "", "client_id": limits.new_form(), "seen": conversation.seq, "error": None, "quote": None}
    answer_form, note_form = (
        empty | more.pop("answer_form", {}),
        empty | {"client_id": limits.new_form()} | more.pop("note_form", {}),
    )
    answer_form["quote"] = next((entry for entry in conversation.entries if entry.seq == answer_form["quote"]), None)
    view, desk = queue_view(me, queue, pid), current_desk()
    roster, others = roster_of(desk), [door.id for door in queue.doors.values() if door.public and door.id != ticket.pool_id]
    page = render_template(
        "tickets/ticket.html",
        queue=view,
        next_url=next_url(view["rows"]),
        ticket=ticket_view(me, conversation, queue.names, kinds),
        log={"entries": conversation.entries, "seq": conversation.seq},
        answer_form=answer_form,
        note_form=note_form,
        hand_over_form=more.pop("hand_over_form", {"pool": first_pool(ticket, queue.doors)}),
        weigh_form=more.pop("weigh_form", {}),
        newer=more.pop("newer", []),
        masking=pid if me.is_intaker else None,
        topics=[(code, gettext(label)) for code, label in labels.TOPICS.items()],
        urgencies=words.urgency_choices(roster.shifts[ticket.pool_id].hours, desk.answer_days),
        pools=asked_first(ticket, words.pool_choices(roster, others, conversation, desk.answer_days)),
        youth=youth_view(me, ticket, queue.doors, queue.names),
        askers=[(code, gettext(label)) for code, label in labels.ASKERS.items()],
        ages=[(code, gettext(label)) for code, label in labels.AGES.items()],
        **more,
    )
    return page, status


# --- seeing ------------------------------------------------------------------------------------------------------


@pages.get("/")
@members_only
def queue(me: Expert) -> Answer:
    if not me.is_member:
        return render_template("tickets/queue.html", queue=queue_view(me, None))
    page = max(1, whole_number(request.args.get("page")) or 1)
    found = queries.queue_of(me, request.args.get("pool") or None, request.args.get("status") or "ours", page)
    view = queue_view(me, found)
    if web.wants_json():
        shown = ("pid", "number", "preview", "topic_label", "urgency", "state", "holder", "is_mine", "is_late")
        return jsonify(pool=found.pool.kind, page=found.page, tickets=[{name: row[name] for name in shown} for row in view["rows"]])
    return render_template("tickets/queue.html", queue=view)


@pages.get("/vraag/<pid>")
@members_only
def ticket(me: Expert, pid: str) -> Answer:
    try:
        return _ticket_page(me, pid)
    except NotFound:
        return _withdrawn(me, pid)


def _withdrawn(me: Expert, pid: str) -> Answer:
    """Raises NotFound when it was not that."""
    if queries.was_withdrawn(me, pid):
        return web.sorry(410)
    raise NotFound


@pages.get("/vraag/<pid>/nieuw")
@members_only
def news(me: Expert, pid: str) -> Answer:
    try:
        conversation: Conversation = queries.conversation_for(me, pid, whole_number(request.args.get("since")) or 0)
    except NotFound:
        return _withdrawn(me, pid)
    return log_news(conversation, may_write=may_answer(me, conversation.ticket), masking=pid if me.is_intaker else None)


# --- doing -------------------------------------------------------------------------------------------------------


def _done(pid: str, said: str | None = None, *, to_queue: bool = False) -> Answer:
    if web.wants_json():
        return jsonify(ok=True, **{"said": said} if said else {})
    if said:
        flash(said)
    return redirect(url_for("desk.queue") if to_queue else url_for("desk.ticket", pid=pid), 303)


def _or_lost(me: Expert, pid: str, said: str, act: Callable[[], object], to_queue: bool = False, **kept: Any) -> Answer:
    """Do it and say so; a race lost, or a move the ticket does not allow, shows how it stands now, why, and what was typed (`kept`)."""
    try:
        act()
    except (Taken, Refused) as error:
        return _told(me, pid, 409, _why_not(error), error.holder if isinstance(error, Taken) else None, **kept)
    except NoRecipient:
        return _told(me, pid, 409, gettext("In deze groep zit nog niemand die kan lezen. Kies een andere groep."), **kept)
    except BadWords as error:
        return _told(me, pid, 400, gettext(labels.WRONG_WORDS[error.reason]), **kept)
    return _done(pid, said, to_queue=to_queue)


def _why_not(error: Taken | Refused) -> str:
    if isinstance(error, Taken):
        return gettext("%(who)s heeft deze vraag net gepakt.") % {"who": error.holder}
    if isinstance(error, NeedsYes):
        return gettext("De vrager is jong en heeft hier nog geen ja op gezegd. Vraag eerst of het mag. Je notitie staat er nog.")
    return gettext("Dat kan niet meer: de vraag is intussen veranderd.")


def _told(me: Expert, pid: str, status: int, why: str, holder: str | None = None, **kept: Any) -> Answer:
    if web.wants_json():
        return jsonify(error=why, **{"holder": holder} if holder else {}), status
    return _ticket_page(me, pid, status, why=why, **kept)


@pages.post("/vraag/<pid>/pakken")
@members_only
def claim(me: Expert, pid: str) -> Answer:
    return _or_lost(me, pid, gettext("Jij hebt deze vraag nu."), lambda: actions.claim(me, pid))


@pages.post("/vraag/<pid>/loslaten")
@members_only
def release(me: Expert, pid: str) -> Answer:
    return _or_lost(me, pid, gettext("Teruggelegd: een collega kan hem pakken."), lambda: actions.release(me, pid))


@pages.post("/vraag/<pid>/toewijzen")
@members_only
def hand_over(me: Expert, pid: str) -> Answer:
    pool, colleague, note = (request.form.get(name, "") for name in ("pool", "expert", "note"))
    kept = {"pool": pool, "note": text.plain(note)}
    said = gettext("Doorgegeven aan: %(pool)s.") % {"pool": pool_label(pool)}

    def act() -> None:
        actions.hand_over(me, pid, kind=pool or None, colleague=colleague or None, note=note, guard=telling.choice())

    try:
        return _or_lost(me, pid, said, act, to_queue=True, hand_over_form=kept)
    except Telling:
        return _look_first(me, pid, "hand_over_form", kept, note)


@pages.post("/vraag/<pid>/meelezen")
@members_only
def ask_consent(me: Expert, pid: str) -> Answer:
    kind = request.form.get("pool", "")
    return _or_lost(me, pid, gettext("Gevraagd. De vrager ziet het in het gesprek."), lambda: actions.ask_consent(me, pid, kind))


@pages.post("/vraag/<pid>/vrager")
@members_only
def correct(me: Expert, pid: str) -> Answer:
    asker, age = (request.form.get(name) or None for name in ("asker", "age"))
    return _or_lost(me, pid, gettext("Vastgelegd."), lambda: actions.correct(me, pid, asker=asker, age=age))


@pages.post("/vraag/<pid>/beoordelen")
@members_only
def assess(me: Expert, pid: str) -> Answer:
    topic, urgency = (request.form.get(name) or None for name in ("topic", "urgency"))
    chosen = None if urgency is None else whole_number(urgency) or 0
    return _or_lost(me, pid, gettext("Vastgelegd."), lambda: actions.assess(me, pid, topic=topic, urgency=chosen))


@pages.post("/vraag/<pid>/signaal")
@members_only
def weigh(me: Expert, pid: str) -> Answer:
    code, verdict, reason = (request.form.get(name, "") for name in ("code", "verdict", "reason"))
    return _or_lost(
        me,
        pid,
        gettext("Vastgelegd."),
        lambda: actions.weigh(me, pid, code, verdict, reason),
        weigh_form={"code": code, "reason": text.plain(reason)},
    )


@pages.post("/vraag/<pid>/afschermen")
@members_only
def mask(me: Expert, pid: str) -> Answer:
    seq, passage = whole_number(request.form.get("seq")) or 0, request.form.get("passage", "")
    kept = {"seq": seq, "passage": text.plain(passage)}
    return _or_lost(me, pid, gettext("Afgeschermd."), lambda: actions.mask(me, pid, seq, passage), mask_form=kept)


@pages.post("/vraag/<pid>/zichtbaar")
@members_only
def unmask(me: Expert, pid: str) -> Answer:
    number = whole_number(request.form.get("mask")) or 0
    return _or_lost(me, pid, gettext("Weer zichtbaar voor deskundigen."), lambda: actions.unmask(me, pid, number))


@pages.post("/vraag/<pid>/origineel")
@members_only
def look_behind(me: Expert, pid: str) -> Answer:
    """A POST, because looking is written down."""
    seq = whole_number(request.form.get("seq")) or 0
    written = actions.look_behind(me, pid, seq)
    if web.wants_json():
        return jsonify(words=written)
    return _ticket_page(me, pid, original={"seq": seq, "words": written})


@pages.post("/vraag/<pid>/sluiten")
@members_only
def close(me: Expert, pid: str) -> Answer:
    return _or_lost(me, pid, gettext("De vraag is gesloten."), lambda: actions.close(me, pid))


@pages.post("/vraag/<pid>/heropenen")
@members_only
def reopen(me: Expert, pid: str) -> Answer:
    return _or_lost(me, pid, gettext("De vraag is weer open."), lambda: actions.reopen(me, pid))


@pages.post("/vraag/<pid>/antwoord")
@members_only
def answer(me: Expert, pid: str) -> Answer:
    quote = whole_number(request.form.get("quote"))

    def write(client_id: str | None, seen: int | None) -> int:
        return actions.answer(me, pid, request.form.get("words"), client_id=client_id, seen=seen, quote=quote, guard=telling.choice())

    return _write(me, pid, "answer_form", write, quote)


@pages.post("/vraag/<pid>/notitie")
@members_only
def note(me: Expert, pid: str) -> Answer:
    def write(client_id: str | None, seen: int | None) -> int:
        return actions.note(me, pid, request.form.get("words"), client_id=client_id, seen=seen, guard=telling.choice())

    return _write(me, pid, "note_form", write)


def _write(me: Expert, pid: str, form: str, write: Callable[[str | None, int | None], int], quote: int | None = None) -> Answer:
    """What an answer and a note have in common: whatever goes wrong, the text stays in its box."""
    client_id = web.client_id()
    kept: dict[str, Any] = {
        "words": text.plain(request.form.get("words", "")),
        "client_id": client_id or limits.new_form(),
    }
    if form == "answer_form":
        chosen = request.form.get("choose_quote")
        kept["quote"] = quote if chosen is None else whole_number(chosen)
        if chosen is not None:
            return _ticket_page(me, pid, answer_form=kept)
    limits.spend("write", me.session.hex(), me.municipality)
    try:
        seq = write(client_id, whole_number(request.form.get("seen")))
    except BadWords as error:
        wrong = gettext(labels.WRONG_WORDS[error.reason])
        if web.wants_json():
            return jsonify(error=wrong), 400
        return _ticket_page(me, pid, 400, **{form: kept | {"error": wrong}})
    except Telling:
        return _look_first(me, pid, form, kept, kept["words"])
    except Newer as error:
        if web.wants_json():
            return jsonify(error=gettext("Er kwam net een bericht bij. Lees het eerst. Je tekst staat er nog."), newer=True), 409
        return _ticket_page(me, pid, 409, newer=error.seqs, **{form: kept})
    except (Taken, Refused) as error:
        return _told(me, pid, 409, _why_not(error), error.holder if isinstance(error, Taken) else None, **{form: kept})
    if web.wants_json():
        return jsonify(seq=seq), 201
    return _done(pid)


def _look_first(me: Expert, pid: str, form: str, kept: dict[str, Any], typed: str) -> Answer:
    """What these words tell of somebody; the same form once more, with the choice."""
    found = telling.told(typed)
    return telling.as_json(found) if web.wants_json() else _ticket_page(me, pid, 422, **{form: kept | {"found": found}})
