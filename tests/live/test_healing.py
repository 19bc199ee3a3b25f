"""A page that lost its server asks for the log since what it had: complete, in order, nothing doubled."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.live.ear import Ear
from tests.live.question import ask
from tests.servers import running_loket


def test_after_a_crash_open_pages_go_on_where_they_were() -> None:
    with running_loket() as loket, ExitStack() as pages:
        question = ask(loket)
        question.hand_over("lawyer")
        lawyer, ref = loket.signed_in("lawyer"), question.ref
        at_home, at_desk = pages.enter_context(Ear.of(question.resident)), pages.enter_context(Ear.of(lawyer))
        assert at_home.watch(ref)
        assert at_desk.watch(ref)
        seen = question.tell("lawyer", "/antwoord", words="een").json["seq"]
        # Asleep from here on: what comes next is heard by nobody.
        at_home.close()
        question.tell("lawyer", "/antwoord", words="twee")
        question.write("drie", client_id="client-id-drie")
        question.tell("lawyer", "/notitie", words="niet voor de vrager")

        loket.kill()
        assert at_desk.is_hung_up()
        with pytest.raises(ConnectionError):
            question.write("vier", client_id="client-id-vier")
        loket.start()

        assert question.write("drie", client_id="client-id-drie").status == 201
        assert question.write("vier", client_id="client-id-vier").status == 201
        assert question.words_for_resident(since=seen) == ["twee", "drie", "vier"]
        assert question.words_for_resident() == [question.words, "een", "twee", "drie", "vier"]
        assert question.words_for(lawyer) == [question.words, "een", "twee", "drie", "niet voor de vrager", "vier"]

        at_home, at_desk = pages.enter_context(Ear.of(question.resident)), pages.enter_context(Ear.of(lawyer))
        assert at_home.watch(ref), "the reference outlives the server"
        assert at_desk.watch(ref)
        seq = question.write("vijf").json["seq"]
        assert at_desk.next("changed") == {"ref": ref, "seq": seq}
