"""The resident's door: one address, plain forms, no account. Scripts only make it quicker."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from flask import session as flask_session
from werkzeug.wrappers import Response

from loket import limits, text, web
from loket.database import reading
from loket.errors import AlreadyAsked, BadWords, CodeUnknown, CodeUnreadable, Newer, NotFound, Telling
from loket.experts import queries as experts
from loket.experts.queries import role_label
from loket.gate import log_fault
from loket.i18n import gettext, mark
from loket.municipalities.guards import current_desk, exit_url, find_current_desk
from loket.tickets import actions, audience, labels, notes, queries, reception, telling, terms, turning, words
from loket.tickets.log import MISSED
from loket.tickets.queries import Conversation, Resident
from loket.tickets.slip import Slip
from loket.web import Answer, whole_number

pages = Blueprint("tickets", __name__)

COOKIE = "b"
_FIRST_PAGES = {
    audience.GROWN: "tickets/ask.html",
    audience.YOUNG: "tickets/ask_young.html",
    audience.CHILD: "tickets/ask_child.html",
}
_BUSY = mark("Het is nu erg druk. Wacht een minuut en druk dan opnieuw op de knop. Je vraag staat er nog.")
CLEAR = '"cache", "cookies", "storage"'


def find_resident() -> Resident | None:
    return queries.find_resident(current_desk().id, web.cookie(COOKIE), prolongs=not web.is_by_itself())


def resident() -> Resident:
    """The resident of this request. Raises NotFound without an open session."""
    found = find_resident()
    if found is None:
        raise NotFound
    return found


def back_home(token: str | None = None, *, told: bool = False) -> Response:
    """`told`: what was done has a line of its own in the log, and the page that follows leads there."""
    response = jsonify(ok=True) if web.wants_json() else redirect(url_for("tickets.home"), 303)
    if told:
        flask_session["told"] = True
    if token:
        web.set_cookie(response, COOKIE, token)
    return response


def _asking(status: int = 200, **form: Any) -> Answer:
    """The page for somebody without a session: the question form and the return form, with what was typed; or what is wrong with it."""
    wrong = form.get("error") or form.get("code_error") or (gettext(_BUSY) if form.get("wait") else None)
    if wrong and web.wants_json():
        return jsonify(error=wrong), status
    form.setdefault("client_id", limits.new_form())
    view = audience.view_for(form.get("asker"), form.get("age"))
    if view != audience.GROWN:
        web.say_je()
    askers = [(code, gettext(labels.ASKERS[name])) for code, name in labels.ASKER_CODES.items()]
    ages = [(code, gettext(label)) for code, label in labels.AGES.items()]
    with reading(current_desk().id) as work:
        people = [role_label(role) for role in experts.people_at_desk(work)]
    page = render_template(
        _FIRST_PAGES[view],
        form=form,
        askers=askers,
        ages=ages,
        people=people,
        wait=gettext(_BUSY) if form.pop("wait", False) else None,
        reception=reception.before_asking(current_desk()),
        view=view,
    )
    return page, status


def _conversation(held: Resident, since: int = 0) -> Conversation:
    conversation = queries.conversation_of(held, since)
    if conversation.ticket.head.is_young and web.say_je():
        return queries.conversation_of(held, since)  # the log told anew
    return conversation


def _talking(held: Resident, conversation: Conversation, status: int = 200, newer: list[int] | None = None, **form: Any) -> Answer:
    ticket, desk, entries = conversation.ticket, current_desk(), conversation.entries
    quote = next((entry for entry in entries if entry.seq == form.get("quote")), None)
    own = [entry for entry in entries if entry.is_own and entry.words]
    grave = own[0] if held.code and len(own) == 1 and own[0].help else None  # its help stands on top, before the code
    done = next((entry.seq for entry in reversed(entries) if entry.is_own), None) if flask_session.pop("told", False) else None
    page = render_template(
        "tickets/conversation.html",
        slip=Slip(held.code) if held.code else None,
        session=held,
        until=ticket.expires_on,
        terms=terms.choices_for(desk, conversation),
        note_day=notes.day_for(conversation, desk),
        state=words.standing(conversation),
        log={"entries": [replace(entry, help=()) if entry is grave else entry for entry in entries], "seq": conversation.seq},
        ref=ticket.ref,
        help_first=grave.help if grave else (),
        view=audience.view_for(ticket.head.asker, ticket.head.age),
        consents=audience.consents_view(conversation),
        rating=audience.rating_view(conversation, form.pop("rating", None)),
        rating_id=limits.new_form(),
        asks_device=ticket.head.is_device_safe is None and any(entry.help for entry in entries),
        reception=reception.beside(desk, conversation),
        newer=newer or [],
        done=done,
        form={"client_id": limits.new_form(), "seen": conversation.seq} | form | {"quote": quote},
    )
    if held.code and request.method != "HEAD":
        actions.code_was_shown(held, web.cookie(COOKIE))
    return page, status


@pages.get("/")
def home() -> Answer:
    turned = turning.turned_to(current_desk())
    if turned is not None:
        return turned
    found = find_resident()
    if found is None:
        return _asking()
    limits.spend("read", found.session.id.hex(), found.municipality)
    try:
        return _talking(found, _conversation(found))
    except NotFound:
        response = make_response(_asking())
        web.drop_cookie(response, COOKIE)
        return response


@pages.post("/")
def choose() -> Answer:
    """The first page once more, for whoever says they are younger or older than it took them for, with what they typed."""
    if find_resident() is not None:
        return back_home()
    typed: dict[str, Any] = {name: text.plain(request.form.get(name, "")) for name in ("question", "asker", "age", "code")}
    typed |= audience.said(request.form.get("view", ""), typed["asker"], typed["age"])
    return _asking(client_id=web.client_id() or limits.new_form(), **typed)


@pages.post("/vraag")
def ask() -> Answer:
    desk = current_desk()
    typed = {name: text.plain(request.form.get(name, "")) for name in ("question", "asker", "age")}
    form = web.client_id() or limits.new_form()
    try:
        text.message(request.form.get("question"))  # what cannot be a question costs nobody's budget
    except BadWords as error:
        return _asking(400, **typed, client_id=form, error=gettext(labels.WRONG_WORDS[error.reason]))
    if not limits.may_ask(web.address_buckets(), desk.id, form):
        return _asking(429, **typed, client_id=form, wait=True)
    try:
        asked = actions.ask(
            desk,
            request.form.get("question"),
            asker=labels.ASKER_CODES.get(typed["asker"]),
            age=typed["age"],
            guard=telling.choice(),
            browser=web.browser_secret(),
            form=form,
        )
    except Telling:
        found = telling.told(typed["question"])
        return telling.as_json(found) if web.wants_json() else _asking(422, **typed, client_id=form, found=found)
    except AlreadyAsked:
        return _asking(409, **typed, code_error=gettext("Deze vraag heb je al gesteld. Vul je code in om verder te gaan."))
    if web.wants_json():
        response: Response = jsonify(code=asked.code)
        response.status_code = 201
        web.set_cookie(response, COOKIE, asked.token)
        return response
    return back_home(asked.token)


@pages.post("/terug")
def come_back() -> Answer:
    desk = current_desk()
    typed = request.form.get("code", "")
    limits.spend("code", web.address_buckets(), desk.id)
    before = find_resident()
    try:
        token = actions.come_back(desk, typed)
        if before is not None:
            actions.leave(before)  # one browser, one session: nothing of the earlier one stays behind
        return back_home(token)
    except CodeUnknown as error:
        refused = words.unreadable(error) if isinstance(error, CodeUnreadable) else words.unknown_code(desk.retention_days)
        if before is not None and before.hidden_to and not web.wants_json():
            return render_template("tickets/code_again.html", code_typed=text.plain(typed)[:300], code_error=refused), 404
        return _asking(404, code=text.plain(typed)[:300], code_error=refused)


@pages.post("/bericht")
def write() -> Answer:
    found = resident()
    typed, chosen = text.plain(request.form.get("words", "")), request.form.get("choose_quote")
    client_id, quote = web.client_id(), whole_number(request.form.get("quote"))
    kept: dict[str, Any] = {"words": typed, "client_id": client_id or limits.new_form(), "quote": quote}
    if chosen is not None:
        return _talking(found, _conversation(found), **(kept | {"quote": whole_number(chosen)}))
    limits.spend("write", f"ticket {found.ticket}", found.municipality)
    seen = whole_number(request.form.get("seen"))
    try:
        seq = actions.write(found, request.form.get("words"), client_id=client_id, seen=seen, quote=quote, guard=telling.choice())
    except BadWords as error:
        wrong = gettext(labels.WRONG_WORDS[error.reason])
        if web.wants_json():
            return jsonify(error=wrong), 400
        return _talking(found, _conversation(found), 400, **kept, error=wrong)
    except Telling:
        told = telling.told(typed)
        return telling.as_json(told) if web.wants_json() else _talking(found, _conversation(found), 422, **kept, found=told)
    except Newer as error:
        if web.wants_json():
            return jsonify(error=gettext("Er kwam net een antwoord bij. Lees het eerst. Je bericht staat er nog."), newer=True), 409
        return _talking(found, _conversation(found), 409, newer=error.seqs, **kept)
    if web.wants_json():
        return jsonify(seq=seq), 201
    return back_home()


@pages.get("/nieuw")
def news() -> Answer:
    found = resident()
    limits.spend("read", found.session.id.hex(), found.municipality)
    conversation = _conversation(found, whole_number(request.args.get("since")) or 0)
    return log_news(conversation, words.standing(conversation), session=found)


def log_news(
    conversation: Conversation,
    state: words.Standing | None = None,
    *,
    may_write: bool = True,
    session: Resident | None = None,
    masking: str | None = None,
) -> Answer:
    """The log since a seq, as a fragment or as JSON; for both audiences. `masking`: the ticket's pid, for whoever may cover words."""
    if web.wants_json():
        events = [
            {
                "seq": e.seq,
                "kind": e.kind,
                "author": e.author_role,
                "at": e.at.isoformat(timespec="seconds"),
                "words": e.words,
            }
            for e in conversation.entries
            if e.kind != MISSED  # a line of the page, not of the log
        ]
        return jsonify(seq=conversation.seq, events=events)
    log = {"entries": conversation.entries, "seq": conversation.seq}
    return render_template(
        "tickets/log_news.html", log=log, ref=conversation.ticket.ref, state=state, may_write=may_write, session=session, masking=masking
    )


@pages.post("/verberg")
def hide() -> Answer:
    """Nothing more of what was said until now, in this session. Nor does the form that asked the question lead back in."""
    actions.hide_earlier(resident(), web.cookie(COOKIE))
    flask_session.pop("csrf_token", None)
    response = back_home()
    web.drop_cookie(response, turning.COOKIE)
    return response


@pages.post("/apparaat")
def device() -> Answer:
    """Whether this device is safe to answer on."""
    found = resident()
    limits.spend("write", f"ticket {found.ticket}", found.municipality)
    actions.say_device(found, is_safe=request.form.get("safe") == "yes")
    return back_home(told=True)


@pages.post("/meelezen")
def consent() -> Answer:
    """Whether these people may read along."""
    found = resident()
    limits.spend("write", f"ticket {found.ticket}", found.municipality)
    actions.say_consent(found, request.form.get("who", ""), is_yes=request.form.get("may") == "yes")
    return back_home(told=True)


@pages.post("/oordeel")
def rate() -> Answer:
    """What the newest answer was worth."""
    found = resident()
    limits.spend("write", f"ticket {found.ticket}", found.municipality)
    about, line = whole_number(request.form.get("about")), request.form.get("line", "")
    verdict = (request.form.getlist("verdict") or [""])[-1]  # the button that was pressed comes last
    kept = {"words": text.plain(line)}
    try:
        actions.rate(found, about, verdict, line, client_id=web.client_id(), guard=telling.choice())
    except BadWords as error:
        return _talking(found, _conversation(found), 400, rating=kept | {"error": gettext(labels.WRONG_WORDS[error.reason])})
    except Telling:
        told = telling.told(line)
        if web.wants_json():
            return telling.as_json(told)
        return _talking(found, _conversation(found), 422, rating=kept | {"found": told, "chosen": verdict})
    except Newer as error:
        return _talking(found, _conversation(found), 409, newer=error.seqs, rating=kept)
    return back_home(told=True)


@pages.post("/nieuwe-code")
def new_code() -> Answer:
    found, desk = resident(), current_desk()
    limits.spend("code", web.address_buckets(), desk.id)
    actions.renew_code(found, desk, web.cookie(COOKIE))
    return back_home()


@pages.post("/wissen")
def erase() -> Answer:
    """Everything, at once; without `sure` the page asks first."""
    found = resident()
    if request.form.get("sure") != "yes" and not web.wants_json():
        return render_template("tickets/erase.html")
    actions.erase(found)
    return _cleared(jsonify(ok=True) if web.wants_json() else make_response(render_template("tickets/gone.html")))


@pages.post("/weg")
@web.csrf.exempt  # type: ignore[untyped-decorator]
def leave() -> Answer:
    """Out, at once, whatever the state of session, form or database: this door never shows an error, not even for a missing token."""
    desk = find_current_desk()
    response = redirect(exit_url(), 303)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return response  # somebody else's page sent this browser here; its cookies did not come along
    try:
        found = queries.find_resident(desk.id, web.cookie(COOKIE)) if desk else None
        if found is not None:
            actions.leave(found)
    except Exception as error:  # noqa: BLE001 - whoever leaves must get away; the session ends by itself
        log_fault(error)
    return _cleared(response)


def _cleared(response: Response) -> Response:
    flask_session.clear()
    for name in (COOKIE, turning.COOKIE):  # not every browser obeys the header
        web.drop_cookie(response, name)
    response.headers["Clear-Site-Data"] = CLEAR
    return response
