"""What a browser of ours would never send over a socket: it is refused at the door or dropped, and the others notice nothing."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from contextlib import ExitStack, closing

import pytest

from loket.chat.presence import MOST_OF_RESIDENT
from tests.live.ear import EVENT, Ear
from tests.live.question import Question, ask
from tests.servers import Loket

UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg=="}


@pytest.fixture
def question(loket: Loket) -> Question:
    question = ask(loket)
    question.hand_over("lawyer")
    return question


@pytest.fixture
def still_well(loket: Loket, question: Question) -> Callable[[], None]:
    """Checks that others are served and hear each other, and that nothing went wrong inside."""

    def check() -> None:
        with Ear.of(question.resident) as at_home:
            assert at_home.watch(question.ref)
            seq = question.tell("lawyer", "/antwoord", words="Nog steeds bereikbaar.").json["seq"]
            assert at_home.hears("changed", seq)
        assert "fault" not in loket.log

    return check


# --- at the door -------------------------------------------------------------------------------------------------


def knock(loket: Loket, question: Question, path: str = "/socket.io/?EIO=4&transport=websocket", **headers: str) -> int:
    """The status of an HTTP request to the socket's address, with a resident's cookie."""
    own = {"Host": f"127.0.0.1:{loket.port}", "Origin": f"http://127.0.0.1:{loket.port}"}
    own |= {"Cookie": f"b={question.resident.cookies['b']}"} | UPGRADE | {name: value for name, value in headers.items() if value}
    for name in [name for name, value in headers.items() if not value]:
        del own[name]
    with closing(http.client.HTTPConnection("127.0.0.1", loket.port, timeout=20)) as line:
        line.putrequest("GET", path, skip_host=True)
        for name, value in own.items():
            line.putheader(name, value)
        line.endheaders()
        return line.getresponse().status


def test_a_socket_of_our_own_page_is_let_in(loket: Loket, question: Question) -> None:
    assert knock(loket, question) == 101
    assert knock(loket, question, Cookie="b=nobody") == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "https://127.0.0.1"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Host": ""},
        {"Host": "evil.example", "X-Forwarded-Host": "127.0.0.1"},
        {"Origin": "https://127.0.0.1", "X-Forwarded-Proto": "https"},
    ],
    ids=str,
)
def test_a_socket_from_elsewhere_is_refused(loket: Loket, question: Question, headers: dict[str, str]) -> None:
    assert knock(loket, question, **headers) == 400


@pytest.mark.parametrize(
    "path",
    [
        "/socket.io/?EIO=4&transport=polling",
        "/socket.io/?EIO=4&transport=polling&j=0",
        "/socket.io/?EIO=4",
        "/socket.io/?EIO=3&transport=websocket",
        "/socket.io/?EIO=4&transport=websocket&sid=guessed",
        "/socket.io/?transport=carrier-pigeon",
    ],
)
def test_every_other_transport_is_refused(loket: Loket, question: Question, path: str) -> None:
    assert knock(loket, question, path) == 400
    assert knock(loket, question, path, Upgrade="", Connection="") == 400


# --- inside ------------------------------------------------------------------------------------------------------

NONSENSE = [
    "",
    "0",
    "2probe",
    "4",
    "5",
    "6",
    "9",
    "42",
    "42[",
    '42["watch"',
    '42["watch"]',
    '42["watch",null]',
    '42["watch",{"ref":["a"]}]',
    '42["watch",{"ref":{"$ne":1}}]',
    '42["typing",{"ref":"' + "a" * 65 + '"}]',
    "42[[[[[[[[[[",
    '42{"__proto__":1}',
    "42" + "[" * 8000,
    '40/admin,{"token":"x"}',
    '42/admin,["watch",{"ref":"a"}]',
    '43999["x"]',
    "44",
    '451-["watch",{"_placeholder":true,"num":0}]',
    '459999999-["m",{"_placeholder":true,"num":0}]',
    "bAAAA",
    "\x00\ufffe\u202e",
    '42["disconnect"]',
    '42["connect"]',
    '42["connect",{}]',
    '420["disconnect","transport close"]',
    '42["message","x"]',
    '42["connect_error"]',
    '42["__class__"]',
    '42["join",{"room":"q"}]',
]


@pytest.mark.parametrize("frame", NONSENSE, ids=lambda frame: repr(frame[:40]))
def test_nonsense_is_dropped_and_the_socket_stays_usable(question: Question, still_well: Callable[[], None], frame: str) -> None:
    with Ear.of(question.resident) as ear:
        ear.say(frame)
        assert ear.watch(question.ref)
    still_well()


def test_events_named_like_our_handlers_do_not_run_them(loket: Loket, question: Question) -> None:
    with Ear.of(loket.signed_in("lawyer")) as at_desk, Ear.of(question.resident) as at_home:
        assert at_desk.watch(question.ref)
        assert at_home.watch(question.ref)
        assert at_desk.next("presence")["here"]
        at_home.say('42["disconnect"]')
        at_home.say('42["connect"]')
        assert at_home.watch(question.ref)
        at_home.type(question.ref)
        at_desk.next("typing")
        assert all(told["here"] for told in at_desk.all("presence")), "nobody was told that the resident left"


def test_binary_frames_and_announced_attachments_keep_nothing(loket: Loket, question: Question, still_well: Callable[[], None]) -> None:
    still_well()
    before = loket.memory
    with Ear.of(question.resident) as ear:
        ear.say('459999999-["watch",{"_placeholder":true,"num":0}]')
        for _ in range(30):
            ear.say_bytes(bytes(16_000))
        assert ear.watch(question.ref)
    still_well()
    assert loket.memory - before < 4_000_000


@pytest.mark.parametrize("frame", ["a" * 17_000, '42["watch",{"ref":"' + "a" * 17_000 + '"}]', "a" * 1_000_000])
def test_a_frame_of_more_than_16_kib_ends_the_connection(question: Question, still_well: Callable[[], None], frame: str) -> None:
    with Ear.of(question.resident) as ear:
        ear.say(frame)
        assert ear.is_hung_up()
    still_well()


def test_who_sends_too_much_is_cut_off(question: Question, still_well: Callable[[], None]) -> None:
    with Ear.of(question.resident) as ear:
        for _ in range(60):
            ear.type(question.ref)
        assert ear.is_hung_up()
    still_well()


@pytest.mark.parametrize("auth", ["[1]", '"x"', "1", "null", '{"token":{"a":1}}', '{"token":["a"]}', "{", '{"token":"x","more":"y"}', ""])
def test_whoever_is_nobody_any_more_is_not_let_in_whatever_they_bring(question: Question, auth: str) -> None:
    ref = question.ref
    with Ear(question.resident) as ear:
        assert question.resident.send("/weg").status == 303
        ear.say(f"40{auth}")
        ear.say("40")
        ear.say(f"{EVENT}1" + json.dumps(["watch", {"ref": ref}]))
        assert ear.is_hung_up()
        assert not ear.is_admitted
        assert ear.heard == []


def test_an_odd_opening_is_dropped_and_the_right_one_taken(question: Question) -> None:
    with Ear(question.resident) as ear:
        ear.say("40[1]")
        assert ear.knock()


def test_of_too_many_sockets_of_one_session_the_oldest_goes(question: Question) -> None:
    with ExitStack() as pages:
        ears = [pages.enter_context(Ear.of(question.resident)) for _ in range(MOST_OF_RESIDENT)]
        assert all(ear.watch(question.ref) for ear in ears)
        newest = pages.enter_context(Ear.of(question.resident))
        assert ears[0].is_hung_up()
        for ear in (*ears[1:], newest):
            assert ear.watch(question.ref)
