"""What every page needs: CSRF, headers, error pages, language, cookies that fit the address. Nothing here knows a ticket or an expert."""

from __future__ import annotations

import io
import logging
from collections.abc import Collection
from http import HTTPStatus
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any, cast

from flask import Blueprint, Flask, Request, Response, g, jsonify, redirect, render_template, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from loket import crypto, errors, i18n, limits, runtime, text
from loket.config import Settings
from loket.gate import log_fault
from loket.i18n import gettext, mark

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
LARGEST = 1536 * 1024
"""Bytes of one request; far above the longest message, so that a too long one is refused with its words kept."""
SMALL = 64 * 1024
LARGE_AT_ONCE = 16
"""Requests above SMALL that may be read at the same time; each is held in memory."""
READ_WITHIN = 30.0
"""Seconds in which a request's body must have come in."""

Answer = str | AnyResponse | tuple[Any, ...]


def folder(name: str) -> Path:
    """`templates` or `static`: beside the package in a checkout, inside it once installed."""
    beside = HERE.parent / name
    return beside if beside.is_dir() else HERE / name


class FittingCookies(SecureCookieSessionInterface):
    """The session cookie (it holds the CSRF secret and the language) is `__Host-` wherever the address is https."""

    def get_cookie_name(self, app: Flask) -> str:
        return cookie_name("c")

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


class MemoryRequest(Request):
    """Nothing sent to us is ever spooled to disk in the open."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def cookie_name(name: str) -> str:
    return f"__Host-{name}" if request.is_secure else name


def set_cookie(response: AnyResponse, name: str, token: str) -> None:
    response.set_cookie(cookie_name(name), token, secure=request.is_secure, httponly=True, samesite="Lax", path="/")


def drop_cookie(response: AnyResponse, name: str) -> None:
    response.delete_cookie(cookie_name(name), secure=request.is_secure, httponly=True, samesite="Lax", path="/")


def cookie(name: str) -> str | None:
    return request.cookies.get(cookie_name(name))


def wants_json() -> bool:
    return "application/json" in request.headers.get("Accept", "")


def is_by_itself() -> bool:
    """Whether a page asks without anybody doing anything; that does not keep a session open."""
    return "Loket-By-Itself" in request.headers


_large = BoundedSemaphore(LARGE_AT_ONCE)


def _take_body() -> None:
    """Read the form now, in time and not too many large ones at once. Raises Busy."""
    if request.method != "POST" or request.path.startswith("/static/"):
        return
    is_large = request.content_length is None or request.content_length > SMALL
    if is_large and not _large.acquire(blocking=False):
        raise errors.Busy
    try:
        with runtime.within(READ_WITHIN):
            request.form  # noqa: B018 - reading it is the point
    except TimeoutError:
        raise errors.Busy from None
    finally:
        if is_large:
            _large.release()


def is_going() -> bool:
    """Whether a browser is on its way from one page to the next, and keeps the cookies that it is given."""
    return request.headers.get("Sec-Fetch-Mode") == "navigate" and cookie("c") is not None and not wants_json()


def whole_number(text: object) -> int | None:
    """A number of at most nine digits, or None: what the page counts with, read from a stranger."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 9 else None


def client_id() -> str | None:
    given = request.form.get("client_id", "")
    return given if 8 <= len(given) <= 64 and given.isascii() and given.isprintable() else None


def browser_secret() -> bytes:
    """Something only this browser and we know; it came with the form."""
    generate_csrf()
    return str(session["csrf_token"]).encode()


def address_buckets() -> tuple[str, ...]:
    return limits.buckets(request.remote_addr)


# --- headers -----------------------------------------------------------------------------------------------------

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self' {socket}; "
    "form-action 'self' {leads_to}; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def _add_headers(response: Response) -> Response:
    there = {name.lower() for name, _ in response.headers}
    response.headers.extend((name, value) for name, value in _HEADERS.items() if name.lower() not in there)
    socket = f"{'wss' if request.is_secure else 'ws'}://{request.host}"
    response.headers.setdefault("Content-Security-Policy", _POLICY.format(socket=socket, leads_to=g.get("leads_to", "")))
    if request.is_secure and not request.host.endswith(".onion"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _tell_where(response: Response) -> Response:
    """A form that was sent without leaving its page is told where it leads: what takes its page's place is no entry in the history."""
    if response.status_code == HTTPStatus.SEE_OTHER and "Loket-In-Place" in request.headers:
        response.headers["Loket-Leads-To"] = response.headers.pop("Location")
        response.status_code, response.data = HTTPStatus.NO_CONTENT, b""
    return response


def static_headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


# --- errors ------------------------------------------------------------------------------------------------------

_SORRY = {
    400: (
        mark("Dit lukte niet"),
        mark("Er ging iets mis met deze pagina. Ga terug en probeer het nog eens."),
    ),
    404: (
        mark("Deze pagina is er niet"),
        mark("Klopt het adres wel? Of was je lang weg? Ga naar het begin en vul je code in. Werk je aan de balie? Meld je opnieuw aan."),
    ),
    405: (mark("Dit kan hier niet"), mark("Ga terug en probeer het nog eens.")),
    409: (
        mark("Er is intussen iets veranderd"),
        mark("Bekijk eerst hoe het er nu voor staat. Probeer het daarna opnieuw."),
    ),
    410: (mark("Deze vraag is ingetrokken"), mark("De vrager heeft alles gewist. Er is niets meer van te lezen.")),
    413: (mark("Dit is te veel in één keer"), mark("Maak je tekst korter en stuur hem opnieuw.")),
    429: (
        mark("Even wachten"),
        mark("Het is nu even te druk. Wacht en probeer het straks opnieuw."),
    ),
    500: (
        mark("Er ging iets mis bij ons"),
        mark("Dat ligt niet aan jou. Probeer het straks nog eens. Is er nu gevaar? Bel 112."),
    ),
    503: (mark("Het is nu heel druk"), mark("Wacht een paar tellen en probeer het dan opnieuw.")),
}
_FORM_EXPIRED = mark("Deze pagina stond te lang open. Of je browser bewaart geen cookies. Ga terug en probeer het nog eens.")
_NOT_OPEN_YET = mark("Dit loket is nog niet begonnen")
_NOBODY_YET = mark("Dit loket kan nu nog geen vragen aannemen. Probeer het later. Is er nu gevaar? Bel 112.")
_STATUS = {
    errors.NotFound: 404,
    errors.Refused: 409,
    errors.Taken: 409,
    errors.Newer: 409,
    errors.BadWords: 400,
    errors.Telling: 422,
    errors.CodeUnknown: 404,
    errors.AlreadyAsked: 409,
    errors.BadCredentials: 403,
    errors.NoRecipient: 503,
    errors.Tampered: 500,
    errors.Busy: 503,
    errors.TooMany: 429,
}


def sorry(status: int, text_: str | None = None, retry_after: int | None = None, title: str | None = None) -> Answer:
    """The error page (or its JSON), with whatever the writer typed so that nothing is lost."""
    usual_title, usual_text = _SORRY.get(status, _SORRY[400])
    words = gettext(text_ or usual_text)
    if wants_json():
        answer: AnyResponse = jsonify(error=words)
    else:
        typed = request.form if "form" in request.__dict__ else {}  # what was not read in time is not read now either
        kept = next((text.plain(typed[name]) for name in ("question", "words", "note", "line") if typed.get(name)), None)
        page = render_template(
            "error.html", status=status, title=gettext(title or usual_title), text=words, kept=kept, retry_after=retry_after
        )
        answer = Response(page)
    answer.status_code = status
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _on_refusal(error: errors.LoketError) -> Answer:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    if status == 500:
        log.error("security: %s %s", type(error).__name__, request.endpoint)
    if isinstance(error, errors.NoRecipient):
        return sorry(status, _NOBODY_YET, title=_NOT_OPEN_YET)
    return sorry(status, retry_after=getattr(error, "retry_after", None))


def _on_http(error: HTTPException) -> Answer | HTTPException:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    return sorry(error.code if error.code in _SORRY else 400)


def _on_csrf(error: CSRFError) -> Answer:
    return sorry(400, _FORM_EXPIRED)


def _on_fault(error: Exception) -> Answer:
    log_fault(error)
    return sorry(500)


# --- putting it together -----------------------------------------------------------------------------------------

pages = Blueprint("web", __name__)
csrf = CSRFProtect()


@pages.post("/taal")
def language() -> Answer:
    chosen = request.form.get("language", "")
    if chosen in i18n.SPOKEN:
        session["language"] = chosen
    back = {"staff": "experts.sign_in", "guide": "guide.read"}.get(request.form.get("back", ""), "tickets.home")
    return redirect(url_for(back), 303)


def chosen_language(otherwise: str, offered: Collection[str] = i18n.SPOKEN) -> str:
    """What was chosen in this browser, or what it asks for, of what is `offered` here."""
    chosen = session.get("language")
    if chosen == i18n.FORMAL and chosen not in offered:
        chosen = i18n.SOURCE
    return str(chosen) if chosen in offered else i18n.best(list(request.accept_languages.values()), otherwise, offered)


def is_at_work() -> bool:
    """Whether this is asked on the desk's side."""
    return request.path.startswith("/balie")


def say_je() -> bool:
    """Whoever is young is spoken to with "je" from here on, whatever the desk or this browser chose; says whether that is a change."""
    if not i18n.is_formal():
        return False
    session["language"] = i18n.SOURCE
    i18n.use(i18n.SOURCE, i18n.zone())
    return True


def _prepare_templates(app: Flask, settings: Settings) -> None:
    """What every template can say."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals |= {"_": i18n.shown, "gettext": i18n.shown}  # quicker than Jinja's own by four
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {
        "moment": i18n.say_moment,
        "clock": i18n.say_clock,
        "day": i18n.say_day,
        "date": i18n.say_date,
        "language_name": i18n.say_language,
        "direction": i18n.direction,
        "initial": i18n.initial,
        "iso": lambda moment: moment.isoformat(timespec="minutes") if hasattr(moment, "hour") else moment.isoformat(),
        "linked": text.linked,
    }
    app.jinja_env.globals["static"] = lambda name: f"{request.script_root}/static/{name}"
    app.context_processor(
        lambda: {
            "language": i18n.language(),
            "direction": i18n.direction(),
            "languages": [(code, name) for code, name in i18n.LANGUAGES.items() if code in g.get("offered", i18n.LANGUAGES)],
            "is_formal": i18n.is_formal(),
            "is_demo": settings.demo,
        }
    )


def init_app(app: Flask, settings: Settings) -> None:
    app.request_class = MemoryRequest
    app.session_interface = FittingCookies()
    app.config.update(
        SECRET_KEY=crypto.server_key().hash(b"", "flask-session").hex(),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST,
        MAX_FORM_MEMORY_SIZE=LARGEST,
        MAX_FORM_PARTS=50,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # no page sends a Referer; the token and SameSite carry the check
    )
    app.before_request(_take_body)
    csrf.init_app(app)
    app.logger.disabled = True  # it would log paths; faults are logged by us
    _prepare_templates(app, settings)
    app.after_request(_add_headers)
    app.after_request(_tell_where)
    app.register_error_handler(errors.LoketError, _on_refusal)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, cast(Any, _on_http))
    app.register_error_handler(Exception, _on_fault)
    app.register_blueprint(pages)
