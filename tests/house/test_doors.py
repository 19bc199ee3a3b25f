"""The doors of the house: which there are, who guards them, and that each of them asks for the form's token."""

from __future__ import annotations

from flask import Flask

from tests.cast import ON_SQLITE

RESIDENT = {
    "GET /", "POST /vraag", "POST /terug", "POST /bericht", "GET /nieuw", "POST /weg", "POST /nieuwe-code", "POST /wissen",
}  # fmt: skip
STAFF = {
    "GET /balie/aanmelden", "POST /balie/aanmelden", "GET /balie/", "GET /balie/vraag/<pid>", "GET /balie/vraag/<pid>/nieuw",
    "POST /balie/vraag/<pid>/pakken", "POST /balie/vraag/<pid>/loslaten", "POST /balie/vraag/<pid>/toewijzen",
    "POST /balie/vraag/<pid>/antwoord", "POST /balie/vraag/<pid>/notitie", "POST /balie/vraag/<pid>/sluiten",
    "POST /balie/vraag/<pid>/heropenen",
}  # fmt: skip
HEALTH = {"GET /livez", "GET /readyz", "GET /.well-known/security.txt"}
BESIDE_THE_CONTRACT = {
    "POST /taal", "GET /uitleg", "POST /apparaat", "POST /balie/vraag/<pid>/signaal",
    "POST /termijn", "POST /kopie", "POST /agenda",
    "POST /verberg",
    "POST /", "POST /meelezen", "POST /oordeel", "POST /balie/vraag/<pid>/meelezen", "POST /balie/vraag/<pid>/vrager",
    "POST /balie/vraag/<pid>/afschermen", "POST /balie/vraag/<pid>/zichtbaar", "POST /balie/vraag/<pid>/origineel",
    "GET /balie/welkom", "POST /balie/welkom", "GET /balie/tweede-stap", "POST /balie/tweede-stap",
    "POST /balie/afmelden", "GET /balie/team", "POST /balie/team/toelaten",
    "GET /balie/teksten", "GET /balie/teksten/<slug>/<spoken>", "POST /balie/teksten/<slug>/<spoken>",
    "POST /balie/teksten/<slug>/<spoken>/terug", "POST /balie/vraag/<pid>/beoordelen",
    "GET /balie/rooster/", "POST /balie/rooster/dagen", "POST /balie/rooster/afwezig", "POST /balie/rooster/terug",
    "GET /static/<path:filename>", "GET /static/look.css", "GET /static/logo",
}  # fmt: skip
BEFORE_SIGNING_IN = {"/balie/aanmelden", "/balie/welkom", "/balie/tweede-stap"}


def doors(app: Flask) -> dict[str, str]:
    """ "METHOD /path" → endpoint."""
    return {
        f"{method} {rule.rule}": rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }


def test_the_doors_are_those_of_the_contract_and_the_known_ones_beside_it(app: Flask):
    assert set(doors(app)) == RESIDENT | STAFF | HEALTH | BESIDE_THE_CONTRACT


def test_every_staff_door_is_guarded_but_for_signing_in(app: Flask):
    at_the_desk = {door: endpoint for door, endpoint in doors(app).items() if " /balie/" in door}
    assert len(at_the_desk) > 15
    unguarded = {
        door.split(" ")[1] for door, endpoint in at_the_desk.items() if not getattr(app.view_functions[endpoint], "is_guarded", False)
    }
    assert unguarded == BEFORE_SIGNING_IN


@ON_SQLITE
def test_every_post_without_the_forms_token_is_refused_except_the_way_out(app: Flask, client):
    posts = [door.split(" ")[1].replace("<pid>", "x") for door in doors(app) if door.startswith("POST")]
    assert len(posts) > 15
    answers = {path: client.post(f"/eikendam{path}").status_code for path in posts}
    assert answers.pop("/weg") == 303
    assert set(answers.values()) == {400}, answers
