"""Who has the whole database but not the server key opens nothing with it: not with a code, not with a password, not with a cookie."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from loket.crypto import make_server_key, read_server_key
from tests.live.question import ask, find
from tests.servers import Loket, running_loket


def claim(loket: Loket) -> None:
    """Write into the database that it was made with the key that is there now, and give the municipality a tag of that key."""
    key = read_server_key(loket.folder / "server.key")
    with closing(sqlite3.connect(loket.database)) as database, database:
        ((*open_, salt),) = database.execute("SELECT id, slug, host, name, desk_name, exit_url, code_salt FROM municipality")
        tag = key.tag_of("municipality", *open_, salt.hex())
        database.execute("UPDATE municipality SET key_tag = ?, tag = ?", [key.tag, tag])


def test_under_another_server_key_no_code_password_or_cookie_opens_anything() -> None:
    with running_loket() as loket:
        question = ask(loket)
        resident, lawyer, mediator = loket.visitor(), loket.signed_in("lawyer"), loket.staff["mediator"]
        assert resident.come_back(question.code).status == 200, "the premise: the code opens"
        assert lawyer.look("/balie/").status == 200, "the premise: the cookie opens"
        loket.stop()
        key = loket.folder / "server.key"
        key.rename(loket.folder / "kept.key")
        make_server_key(key)
        claim(loket)  # as a thief would: a server refuses to start under another key
        loket.start()

        thief = loket.visitor()
        assert thief.come_back(question.code).status == 404
        thief.look("/balie/aanmelden")
        assert thief.send("/balie/aanmelden", mediator.with_code()).status in (403, 500)
        assert not {"s", "h"} & thief.cookies.keys()
        assert 'id="log"' not in resident.look("/").text
        assert resident.look("/nieuw?since=0", as_json=True).status == 404
        assert lawyer.look("/balie/").status == 404
        refused = thief.send("/vraag", {"question": "Wie leest dit?"})
        assert refused.status == 500, "nor does anybody seal a new question to a pool that this key does not vouch for"
        loket.stop()

        (loket.folder / "kept.key").replace(key)
        claim(loket)
        loket.start()
        assert loket.visitor().come_back(question.code).status == 200, "with the key everything opens again"
        assert find(loket.signed_in("intaker"), question.words) == question.pid
