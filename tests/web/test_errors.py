"""What goes wrong becomes a page in plain words: the right status, the words just typed, and nothing of what is behind it."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from loket import errors
from tests.cast import ON_SQLITE, Cast
from tests.pages import kept, said, token
from tests.raw import change

STATUS: dict[errors.LoketError, int] = {
    errors.NotFound(): 404,
    errors.Refused("x"): 409,
    errors.NeedsYes("x"): 409,
    errors.Taken("Lotte"): 409,
    errors.Newer([1]): 409,
    errors.BadWords("long"): 400,
    errors.Telling(): 422,
    errors.CodeUnknown(): 404,
    errors.CodeUnreadable("word", 3): 404,
    errors.AlreadyAsked(): 409,
    errors.BadCredentials(): 403,
    errors.NoRecipient("lawyer"): 503,
    errors.Tampered("seal"): 500,
    errors.Busy(7): 503,
    errors.TooMany(120): 429,
    errors.NoMunicipality("SELECT secret"): 500,
}


def answer(app: Flask, error: Exception, **request: object) -> Response:
    """How the application answers a request in which this goes wrong once its form was read."""
    with app.test_request_context("/eikendam/vraag", method="POST", **request) as context:
        assert context.request.form is not None
        return app.make_response(app.handle_user_exception(error))


def test_every_refusal_has_its_status():
    known = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.LoketError)}
    assert {type(error) for error in STATUS} == known - {errors.LoketError, errors.BadConfiguration, errors.BadFile}


@ON_SQLITE
@pytest.mark.parametrize("error", STATUS, ids=lambda error: type(error).__name__)
def test_a_refusal_becomes_a_page_that_keeps_the_words(app: Flask, cast: Cast, error: errors.LoketError):
    page = answer(app, error, data={"question": "Mijn <lange> vraag"})
    assert page.status_code == STATUS[error]
    assert kept(page.get_data(as_text=True), "kept") == "Mijn <lange> vraag"
    text = said(page.get_data(as_text=True))
    for secret in ("Error", "Traceback", "SELECT", "seal", type(error).__name__):
        assert secret not in text


@ON_SQLITE
@pytest.mark.parametrize("error", STATUS, ids=lambda error: type(error).__name__)
def test_a_refusal_in_json_is_one_sentence(app: Flask, cast: Cast, error: errors.LoketError):
    page = answer(app, error, headers={"Accept": "application/json"}, data={})
    assert page.status_code == STATUS[error]
    assert page.content_type == "application/json"
    assert set(page.get_json()) == {"error"}


@ON_SQLITE
def test_who_must_wait_is_told_how_long(app: Flask, cast: Cast):
    for error, seconds in ((errors.Busy(7), "7"), (errors.TooMany(120), "120")):
        page = answer(app, error, data={})
        assert page.headers["Retry-After"] == seconds
        assert seconds in said(page.get_data(as_text=True))


@ON_SQLITE
def test_a_fault_of_ours_is_logged_by_kind_and_place_and_never_by_its_text(app: Flask, cast: Cast, caplog: pytest.LogCaptureFixture):
    words = "woorden van iemand die bang is"
    with caplog.at_level(logging.DEBUG):
        try:
            raise RuntimeError(words)
        except RuntimeError as error:
            page = answer(app, error, data={"words": words})
    assert page.status_code == 500
    assert caplog.messages == [f"fault RuntimeError at test_errors.py:{caplog.records[0].getMessage().rpartition(':')[2]}"]
    assert all(record.exc_info is None for record in caplog.records)
    assert words not in caplog.text


@ON_SQLITE
def test_a_forged_row_is_logged_as_a_matter_of_security(app: Flask, cast: Cast, caplog: pytest.LogCaptureFixture):
    answer(app, errors.Tampered("seal"), data={})
    assert [message.partition(":")[0] for message in caplog.messages] == ["security"]


@ON_SQLITE
def test_a_desk_that_nobody_works_at_yet_says_so_and_keeps_the_question(client: FlaskClient, cast: Cast):
    change("UPDATE pool SET public = NULL, public_mac = NULL, epoch = 0 WHERE kind = 'intake' AND municipality_id = :m", m=cast.desk.id)
    forms = token(client.get("/eikendam/").text)
    page = client.post("/eikendam/vraag", data={"csrf_token": forms, "question": "Is daar iemand?"})
    assert page.status_code == 503
    assert kept(page.text, "kept") == "Is daar iemand?"
    assert "112" in said(page.text)


@ON_SQLITE
@pytest.mark.parametrize("path", ["/eikendam/balie/nothing", "/eikendam/nothing", "/nothing"])
def test_what_is_not_there_is_told_on_a_page_of_its_own_side(client: FlaskClient, path: str):
    page = client.get(path)
    assert page.status_code == 404
    assert ('class="exit"' in page.text) == ("balie" not in path)
