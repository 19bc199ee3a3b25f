"""A server that is told to stop finishes what it has; one that is cut off loses nothing it had promised to keep."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from urllib.parse import urlencode

import pytest

from loket.demonstration.visitor import Visitor
from tests.live.ear import CLOSE, Ear
from tests.live.question import ask
from tests.servers import Loket, Redis, running_loket, running_redis, wait_until


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with running_redis() as server:
        yield server


@pytest.mark.parametrize(
    ("mode", "workers"),
    [("eventlet", 1), pytest.param("eventlet", 2, marks=pytest.mark.redis), ("threading", 1)],
    ids=["one worker", "two workers", "threads"],
)
def test_on_sigterm_a_request_in_flight_finishes_and_open_pages_are_told(request: pytest.FixtureRequest, mode: str, workers: int) -> None:
    redis_url = request.getfixturevalue("redis").url if workers > 1 else None
    with running_loket(mode=mode, workers=workers, redis_url=redis_url) as loket, ExitStack() as pages:
        question = ask(loket)
        ears = [pages.enter_context(Ear.of(question.resident)) for _ in range(2)]
        login = loket.staff["lawyer"]
        visitor = loket.visitor()
        visitor.look("/balie/aanmelden")
        fields = {"csrf_token": visitor.token} | {name: login.with_code()[name] for name in ("login", "password", "totp")}
        with closing(_half_sent(loket, visitor, urlencode(fields).encode())) as line:
            process = loket.tell_to_stop()
            for ear in ears:
                assert ear.is_hung_up()
                assert ear.last_frame == CLOSE
            if mode == "eventlet":  # the threads' server leaves newcomers waiting at the closed door
                wait_until("nobody new is let in", lambda: _is_refused(loket))
            line.sendall(urlencode(fields).encode())
            with closing(http.client.HTTPResponse(line)) as answer:
                answer.begin()
                assert answer.status == 303
                assert "s=" in str(answer.getheader("Set-Cookie"))
        assert process.wait(30) == 0
        assert "fault" not in loket.log


def _half_sent(loket: Loket, visitor: Visitor, body: bytes) -> socket.socket:
    """A connection on which the server is reading a request whose body is still to come: it has said that it waits for it."""
    line = socket.create_connection(("127.0.0.1", loket.port), timeout=20)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    head = ["POST /balie/aanmelden HTTP/1.1", f"Host: 127.0.0.1:{loket.port}", f"Cookie: {cookies}", f"Content-Length: {len(body)}"]
    head += ["Content-Type: application/x-www-form-urlencoded", "Expect: 100-continue", "Connection: close", "", ""]
    line.sendall("\r\n".join(head).encode())
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += line.recv(1)
    assert heard.startswith(b"HTTP/1.1 100"), heard
    return line


def _is_refused(loket: Loket) -> bool:
    try:
        return loket.visitor().look("/readyz").status == 503
    except ConnectionRefusedError:
        return True
    except ConnectionError:
        return False


# --- cut off in the middle of writing ----------------------------------------------------------------------------

KILLS, WRITERS, BEFORE_A_KILL = 20, 8, 40


class Writer(threading.Thread):
    """A resident who writes on and on; what was not acknowledged is sent again under the same client id."""

    def __init__(self, loket: Loket) -> None:
        super().__init__(daemon=True)
        self.loket = loket
        self.question = ask(loket)
        self.acknowledged: list[str] = []
        self.retried = 0
        self.faults: list[str] = []
        self.is_asked_to_stop = False

    def run(self) -> None:
        number = 0
        while not self.is_asked_to_stop:
            number += 1
            self._write(f"bericht {number}", f"client-id-{number}")

    def _write(self, words: str, client_id: str) -> None:
        tries = 0
        while not self.is_asked_to_stop:
            tries += 1
            try:
                answer = self.question.write(words, client_id=client_id)
            except (OSError, http.client.HTTPException):
                self.question.resident.close()
                threading.Event().wait(0.05)
                continue
            if answer.status == 201:
                self.acknowledged.append(words)
            else:
                self.faults.append(f"{words}: {answer.status}")
            self.retried += tries > 1
            return


@pytest.mark.timeout(300)
def test_cut_off_twenty_times_every_acknowledged_message_is_there_once() -> None:
    with running_loket() as loket:
        writers = [Writer(loket) for _ in range(WRITERS)]

        def has_written(enough: int) -> bool:
            return sum(len(writer.acknowledged) for writer in writers) >= enough

        for writer in writers:
            writer.start()
        for kills in range(1, KILLS + 2):
            enough = kills * BEFORE_A_KILL
            wait_until("the writers write", partial(has_written, enough), 60)
            if kills <= KILLS:
                loket.kill()
                loket.start()
        for writer in writers:
            writer.is_asked_to_stop = True
        for writer in writers:
            writer.join(60)

        assert sum(writer.retried for writer in writers) >= KILLS, "the premise: the server went away while they wrote"
        for writer in writers:
            assert writer.faults == []
            kept = writer.question.words_for_resident()[1:]
            assert len(kept) == len(set(kept)), "no message is there twice"
            assert kept[: len(writer.acknowledged)] == writer.acknowledged, "none is missing, and the order is that of writing"
            assert len(kept) - len(writer.acknowledged) <= 1, "at most the last one was never acknowledged"
            assert writer.question.words_for(loket.signed_in("intaker"))[1:] == kept
