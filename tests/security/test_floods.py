"""Much at once, and nothing good: the others are served all the while, and the server does not grow."""

from __future__ import annotations

import resource
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress

import pytest
import websocket

from loket.demonstration.visitor import Visitor
from tests.live.ear import Ear
from tests.live.question import Question, ask
from tests.servers import Loket, running_loket, wait_until

MB = 1_000_000


@pytest.fixture(scope="module")
def loket() -> Iterator[Loket]:
    """Where a staff password costs enough for many at once to be a load."""
    with running_loket(env={"LOKET_PASSWORD_OPS": 3, "LOKET_PASSWORD_MIB": 32}) as running:
        ask(running)  # the first visitors make a server warm
        yield running


# --- sockets -----------------------------------------------------------------------------------------------------

SECONDS, BYTES_A_SECOND = 10, 300_000
HOSTILE: list[str | bytes] = [
    '459999999-["watch",{"_placeholder":true,"num":0}]',
    bytes(15_000),
    "42" + "[" * 15_000,
    '42["watch",{"ref":"' + "a" * 15_000 + '"}]',
    '42["disconnect"]',
    "x" * 15_000,
    b"\xff" * 15_000,
    "4" * 15_000,
]


class Attacker(threading.Thread):
    """Somebody with a session of their own who sends nonsense over sockets, and opens the next one when cut off."""

    def __init__(self, question: Question) -> None:
        super().__init__(daemon=True)
        self.question = question
        self.sent = 0
        self.connections = 0

    def run(self) -> None:
        started = time.monotonic()
        while time.monotonic() - started < SECONDS:
            try:
                self._attack(started)
            except (OSError, websocket.WebSocketException):
                continue

    def _attack(self, started: float) -> None:
        with Ear(self.question.resident) as ear:
            self.connections += 1
            ear.say("40")
            while ear.is_open and time.monotonic() - started < SECONDS:
                frame = HOSTILE[self.sent // 10_000 % len(HOSTILE)]
                if isinstance(frame, bytes):
                    ear.say_bytes(frame)
                else:
                    ear.say(frame)
                self.sent += len(frame)
                ahead = self.sent / BYTES_A_SECOND - (time.monotonic() - started)
                if ahead > 0:
                    threading.Event().wait(ahead)


def test_while_somebody_floods_a_socket_others_are_served_and_memory_stays(loket: Loket) -> None:
    question, attacker = ask(loket), Attacker(ask(loket))
    question.hand_over("lawyer")
    lawyer, before, served = loket.signed_in("lawyer"), loket.memory, 0
    with Ear.of(lawyer) as at_desk, Ear(question.resident) as silent:
        assert at_desk.watch(question.ref)
        attacker.start()
        while attacker.is_alive():
            answer = question.write(f"bericht {served}")
            assert answer.status == 201
            assert at_desk.hears("changed", answer.json["seq"])
            assert question.words_for(lawyer, since=answer.json["seq"] - 1) == [f"bericht {served}"]
            served += 1
            attacker.join(0.03)
        assert attacker.sent >= 0.8 * SECONDS * BYTES_A_SECOND, "the premise: this much was sent"
        assert served >= 20
        assert silent.is_hung_up(), "a socket on which nobody knocks is not kept"
    assert loket.memory - before < 40 * MB
    assert "fault" not in loket.log


# --- requests that never end -------------------------------------------------------------------------------------

NO_LINE, NO_HEADERS, NO_BODY = (
    "GET / HTT",
    "POST /vraag HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le",
    "POST /vraag HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nquestion=",
)


def test_while_1200_requests_are_half_open_others_are_served_and_memory_is_bounded(loket: Loket) -> None:
    before, still_open = loket.memory, select.poll()
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    with ExitStack() as lines:
        for begun in [NO_LINE] * 200 + [NO_HEADERS, NO_BODY] * 600:
            line = lines.enter_context(closing(socket.create_connection(("127.0.0.1", loket.port), timeout=20)))
            line.sendall(begun.encode())
            if begun != NO_LINE:  # those are dropped after ten seconds
                still_open.register(line, select.POLLIN)
        question = ask(loket)
        assert question.write("Kom ik er nog door?").status == 201
        with Ear.of(question.resident) as ear:
            assert ear.watch(question.ref)
        assert loket.memory - before < 150 * MB
        assert still_open.poll(0) == [], "the premise: nobody was hung up on meanwhile"
    assert loket.visitor().look("/").status == 200


def test_a_body_that_is_not_for_us_is_not_waited_for(loket: Loket) -> None:
    head = f"PUT /vraag HTTP/1.1\r\nHost: 127.0.0.1:{loket.port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with closing(socket.create_connection(("127.0.0.1", loket.port), timeout=20)) as line:
        line.sendall(f"{head}Content-Length: 1000000\r\n\r\nquestion=".encode())
        assert b" 405 " in line.recv(1000)


PIPELINED = 400


def test_many_requests_in_one_breath_let_others_go_between(loket: Loket) -> None:
    loket.visitor().look("/livez")
    with closing(socket.create_connection(("127.0.0.1", loket.port), timeout=20)) as line:
        answered = bytearray()
        reader = threading.Thread(target=_read_all, args=(line, answered), daemon=True)
        reader.start()
        line.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{loket.port}\r\n\r\n".encode() * PIPELINED)
        wait_until("the first is answered", lambda: b"HTTP/1.1 200" in answered)
        assert loket.visitor().look("/livez").status == 200
        assert answered.count(b"HTTP/1.1 200") < PIPELINED / 2


def _read_all(line: socket.socket, into: bytearray) -> None:
    with suppress(OSError):
        while piece := line.recv(65536):
            into += piece


def test_a_flood_of_the_websockets_own_frames_ends_that_socket(loket: Loket) -> None:
    question = ask(loket)
    with Ear.of(question.resident) as ear, Ear.of(question.resident) as other:
        for _ in range(200):
            ear.ping()
        assert ear.is_hung_up()
        assert other.watch(question.ref)


# --- costly work -------------------------------------------------------------------------------------------------


def test_when_too_many_sign_in_at_once_some_are_asked_to_come_back_and_residents_are_served(loket: Loket) -> None:
    strangers = [loket.visitor() for _ in range(60)]
    for stranger in strangers:
        stranger.look("/balie/aanmelden")
    resident, answers = loket.visitor(), []
    before = most = loket.memory

    def sign_in(stranger: Visitor) -> None:
        answers.append(stranger.send("/balie/aanmelden", {"login": "niemand", "password": "een lang wachtwoord"}))

    threads = [threading.Thread(target=sign_in, args=(stranger,)) for stranger in strangers]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            assert resident.look("/").status == 200
            most = max(most, loket.memory)
            thread.join(0.05)
    code = resident.ask("Kan ik ertussendoor?")
    assert resident.come_back(code).status == 200
    assert len(answers) == len(strangers)
    assert {answer.status for answer in answers} == {403, 503}
    for answer in answers:
        if answer.status == 503:
            assert int(answer.headers["Retry-After"]) > 0
    assert most - before < 150 * MB, "only two at a time take what each one takes"
