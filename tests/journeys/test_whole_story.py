"""The whole story over HTTP, as browsers without scripts would live it: asked, triaged, answered, read back, erased."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from loket.demonstration.visitor import Page, Visitor
from loket.experts import actions as experts
from tests.cast import Cast, Member, at_work, enlist
from tests.pages import kept, said

Arrive = Callable[..., Visitor]
ASKED = "Mijn ex en ik zijn uit elkaar.\n\nHoe maken we <afspraken> over de kinderen?"
FORGIVEN = {"0": "o", "1": "l", "-": " "}


def mangled(code: str) -> str:
    """A code as somebody types it from a note."""
    return "".join(FORGIVEN.get(letter, letter) for letter in code.lower())


def words(page: Page) -> list[str]:
    return [said(entry) for entry in re.findall(r'<div class="entry__words"[^>]*>(.*?)</div>', page.text, re.DOTALL)]


def kinds(page: Page) -> list[str]:
    return re.findall(r'data-kind="([^"]+)"', page.text)


def send(visitor: Visitor, path: str, where: str = "/", status: int = 303, **fields: str) -> Page:
    """Fill in the form on the page at `where` and send it, as it stands there; the page that follows."""
    page = visitor.look(where)
    form = page.text[page.text.index(f'action="{path_of(visitor)}{path}"') :]
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', form) for name in ("client_id", "seen", "quote")}
    answer = visitor.send(path, {name: found[1] for name, found in hidden.items() if found} | fields)
    assert answer.status == status, said(answer.text)
    return visitor.look(where) if status == 303 else answer


def path_of(visitor: Visitor) -> str:
    return "/" + visitor.address.split("/", 3)[3]


def test_a_resident_asks_and_is_heard(arrive: Arrive, cast: Cast):
    resident = arrive()

    # 1. what the resident reads before asking
    front = resident.look("/")
    text = said(front.text)
    for line in ("112", "0800-2000", "0800-0113", "0800-0432", "Snel weg", "anoniem", "intaker", "advocaat", "mediator"):
        assert line in text, line
    assert "coördinator" not in text
    assert len(re.findall(r"<textarea", front.text)) == 1
    assert "e-mail" not in re.findall(r"<label[^>]*>[^<]*", front.text)

    # 2. asking shows the code, once
    send(resident, "/vraag", question=ASKED, asker="ouder", age="18+", status=303)
    page = resident.look("/")
    assert page.code is None, "the code was on the page that followed the question, and only there"
    assert words(page) == ["Mijn ex en ik zijn uit elkaar. Hoe maken we <afspraken> over de kinderen?"]
    assert "<afspraken>" not in page.text


@pytest.fixture
def asked(arrive: Arrive) -> tuple[Visitor, str]:
    resident = arrive()
    return resident, resident.ask(ASKED, asker="ouder", age="18+")


def test_the_code_is_shown_once_and_cannot_be_looked_up(asked: tuple[Visitor, str]):
    resident, code = asked
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", code)
    again = resident.look("/")
    assert again.code is None
    assert code not in again.text
    assert "Je vraag is binnen" in said(again.text)


def test_from_question_to_answer_and_back(arrive: Arrive, cast: Cast, asked: tuple[Visitor, str]):
    resident, code = asked
    intaker = sign_in(arrive(), cast.intaker)
    ticket = triage(intaker)
    lawyer = at_work(arrive(), cast.lawyer)
    claim_and_answer(lawyer, at_work(arrive(), cast.second_lawyer), ticket, cast.lawyer.name)
    page = resident.look("/")
    for secret in (cast.intaker.name, cast.lawyer.name, "haast", "ervaring", "omgang en zorgregeling"):
        assert secret not in page.text
    quote_and_reply(resident)
    leave(resident, cast.desk.exit_url)
    elsewhere = arrive()
    back = elsewhere.come_back(mangled(code))
    assert (len(words(back)), back.code) == (3, None)
    close_and_open_again(lawyer, elsewhere, ticket)
    new_code = renew(elsewhere, code, arrive)
    erase(elsewhere)
    assert arrive().come_back(new_code).status == 404
    is_withdrawn(lawyer, ticket)


def sign_in(intaker: Visitor, member: Member) -> Visitor:
    """Password first, then the code of the phone."""
    intaker.look("/balie/aanmelden")
    half = intaker.send("/balie/aanmelden", {"login": member.login, "password": member.password})
    assert (half.status, half.headers["Location"]) == (303, "/eikendam/balie/aanmelden")
    assert 'name="totp"' in intaker.look("/balie/aanmelden").text
    whole = intaker.send("/balie/aanmelden", {"totp": member.totp(1)})
    assert (whole.status, whole.headers["Location"]) == (303, "/eikendam/balie/")
    return intaker


def triage(intaker: Visitor) -> str:
    """The intaker finds the question, reads it, judges it and hands it to the lawyers; the ticket's address."""
    queue = intaker.look("/balie/")
    (pid,) = queue.tickets
    assert "Mijn ex en ik" in said(queue.text)
    ticket = f"/balie/vraag/{pid}"
    page = intaker.look(ticket)
    assert words(page) == ["Mijn ex en ik zijn uit elkaar. Hoe maken we <afspraken> over de kinderen?"]
    assert "een ouder, 18 of ouder" in said(page.text)
    page = send(intaker, f"{ticket}/beoordelen", ticket, topic="care_arrangement", urgency="2")
    assert "omgang en zorgregeling" in said(page.text)
    page = send(intaker, f"{ticket}/notitie", ticket, words="Let op: er is haast bij.")
    assert words(page)[-1] == "Let op: er is haast bij."
    send(intaker, f"{ticket}/toewijzen", ticket, pool="lawyer", note="Graag iemand met ervaring.")
    assert intaker.look("/balie/").tickets == []
    return ticket


def claim_and_answer(lawyer: Visitor, second: Visitor, ticket: str, name: str) -> None:
    """Two lawyers see it; one claims it, and the other is told who did."""
    assert lawyer.look("/balie/").tickets == second.look("/balie/").tickets == [ticket.rpartition("/")[2]]
    page = send(lawyer, f"{ticket}/pakken", ticket)
    assert f'action="/eikendam{ticket}/antwoord"' in page.text
    second.look(ticket)
    lost = second.send(f"{ticket}/pakken")
    assert lost.status == 409
    assert name in said(lost.text)
    send(lawyer, f"{ticket}/antwoord", ticket, words="Leg het vast in een plan. Zie www.rijksoverheid.nl")


def quote_and_reply(resident: Visitor) -> None:
    """Without scripts a message to react to is chosen first; what was typed stays."""
    page = resident.look("/")
    assert kinds(page) == ["asked", "handed_over", "claimed", "message"]
    assert 'href="http://www.rijksoverheid.nl"' in page.text
    quoting = send(resident, "/bericht", words="Dank je. En als", choose_quote=str(page.seq), status=200)
    assert kept(quoting.text, "words") == "Dank je. En als"
    assert f'name="quote" value="{page.seq}"' in quoting.text
    reply = {"words": "Dank je. En als het misgaat?", "quote": page.seq, "client_id": quoting.form, "seen": quoting.seq}
    assert resident.send("/bericht", reply).status == 303
    page = resident.look("/")
    assert words(page)[-1] == "Dank je. En als het misgaat?"
    assert "Leg het vast in een plan." in said(re.findall(r"<blockquote.*?</blockquote>", page.text, re.DOTALL)[0])


def leave(resident: Visitor, exit_url: str) -> None:
    left = resident.send("/weg")
    assert (left.status, left.headers["Location"]) == (303, exit_url)
    assert left.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert resident.cookies == {}
    assert kinds(resident.look("/")) == []


def close_and_open_again(lawyer: Visitor, resident: Visitor, ticket: str) -> None:
    """A closed conversation opens again when the resident writes."""
    send(lawyer, f"{ticket}/antwoord", ticket, words="Dan kom je terug bij ons.")
    page = send(lawyer, f"{ticket}/sluiten", ticket)
    assert "/antwoord" not in page.text
    assert kinds(resident.look("/"))[-1] == "closed"
    page = send(resident, "/bericht", words="Toch nog iets.")
    assert kinds(page)[-2:] == ["reopened", "message"]
    assert lawyer.look("/balie/").tickets == [ticket.rpartition("/")[2]]


def renew(resident: Visitor, code: str, arrive: Arrive) -> str:
    """A new code; the old one and every other open page are out."""
    old = arrive()
    assert kinds(old.come_back(code))
    resident.look("/")
    assert resident.send("/nieuwe-code").status == 303
    new_code = resident.look("/").code
    assert new_code is not None
    assert new_code != code
    assert kinds(old.look("/")) == []
    assert arrive().come_back(code).status == 404
    return new_code


def erase(resident: Visitor) -> None:
    """Everything away, after a question whether that is meant."""
    resident.look("/")
    assert 'name="sure"' in resident.send("/wissen").text
    assert kinds(resident.look("/"))
    gone = resident.send("/wissen", {"sure": "yes"})
    assert gone.status == 200
    assert gone.headers["Clear-Site-Data"]
    assert resident.cookies == {}


def is_withdrawn(lawyer: Visitor, ticket: str) -> None:
    """Of what was erased the desk sees that it was, and nothing else."""
    assert lawyer.look(ticket).status == 410
    done = lawyer.look("/balie/?status=done")
    assert done.tickets == [ticket.rpartition("/")[2]]
    assert "Mijn ex" not in done.text


def test_what_came_between_is_shown_to_the_resident_first_and_their_text_kept(arrive: Arrive, cast: Cast, asked: tuple[Visitor, str]):
    resident, _ = asked
    before = resident.look("/")
    intaker = at_work(arrive(), cast.intaker)
    (pid,) = intaker.look("/balie/").tickets
    send(intaker, f"/balie/vraag/{pid}/antwoord", f"/balie/vraag/{pid}", words="Net een antwoord.")
    late = resident.send("/bericht", {"words": "Nog voor ik het las.", "seen": before.seq, "client_id": before.form})
    assert late.status == 409
    assert words(late)[-1] == "Net een antwoord."
    assert kept(late.text, "words") == "Nog voor ik het las."
    assert resident.send("/bericht", {"words": "Nu wel.", "seen": late.seq, "client_id": late.form}).status == 303
    assert words(resident.look("/"))[-1] == "Nu wel."


@pytest.mark.parametrize("form", ["antwoord", "notitie"])
def test_what_came_between_is_shown_to_the_desk_first_and_their_text_kept(
    arrive: Arrive, cast: Cast, asked: tuple[Visitor, str], form: str
):
    resident, _ = asked
    intaker = at_work(arrive(), cast.intaker)
    (pid,) = intaker.look("/balie/").tickets
    before = intaker.look(f"/balie/vraag/{pid}")
    send(resident, "/bericht", words="Wacht, nog iets.")
    late = intaker.send(f"/balie/vraag/{pid}/{form}", {"words": "Te vroeg.", "seen": before.seq, "client_id": before.form})
    assert late.status == 409
    assert "Wacht, nog iets." in words(late)
    assert "Te vroeg." in late.text
    assert "Te vroeg." not in words(late)


def test_a_topic_alone_is_kept_and_shown_and_nothing_chosen_changes_nothing(arrive: Arrive, cast: Cast, asked: tuple[Visitor, str]):
    intaker = at_work(arrive(), cast.intaker)
    (pid,) = intaker.look("/balie/").tickets
    ticket = f"/balie/vraag/{pid}"
    assert intaker.send(f"{ticket}/beoordelen", {"topic": "housing", "urgency": ""}).status == 303
    assert intaker.send(f"{ticket}/beoordelen", {"topic": "", "urgency": ""}).status == 303
    page = intaker.look(ticket)
    assert kinds(page) == ["asked", "assessed"]
    assert "Onderwerp: woning." in said(page.text)
    assert "Spoed:" not in said(page.text)
    assert intaker.send(f"{ticket}/beoordelen", {"topic": "", "urgency": "9"}).status == 409


@pytest.mark.parametrize(
    ("pool", "note", "status", "why"),
    [
        ("teen_coach", "Kijk jij?", 409, "In deze groep zit nog niemand"),
        ("lawyer", "x" * 20_001, 400, "Je tekst is te lang."),
    ],
)
def test_a_hand_over_that_cannot_be_says_why_and_keeps_the_note(
    arrive: Arrive, cast: Cast, asked: tuple[Visitor, str], pool: str, note: str, status: int, why: str
):
    intaker = at_work(arrive(), cast.intaker)
    (pid,) = intaker.look("/balie/").tickets
    refused = intaker.send(f"/balie/vraag/{pid}/toewijzen", {"pool": pool, "note": note})
    assert refused.status == status
    assert why in said(refused.text)
    assert kept(refused.text, "note") == note
    assert kinds(intaker.look(f"/balie/vraag/{pid}")) == ["asked"]


def test_the_next_question_that_waits_for_somebody_lies_at_hand(arrive: Arrive, cast: Cast):
    for number in range(3):
        arrive().ask(f"Vraag {number}: hoe nu verder?")
    intaker, colleague = at_work(arrive(), cast.intaker), at_work(arrive(), enlist_at_intake(cast))
    first, second, third = intaker.look("/balie/").tickets
    assert [next_of(intaker, pid) for pid in (first, second, third)] == [second, third, first]
    assert colleague.send(f"/balie/vraag/{second}/pakken").status == 303
    assert [next_of(intaker, pid) for pid in (first, third)] == [third, first]
    assert next_of(colleague, first) == second
    assert intaker.send(f"/balie/vraag/{third}/sluiten").status == 303
    assert next_of(intaker, first) is None


def next_of(visitor: Visitor, pid: str) -> str | None:
    found = re.search(r'thread__next" href="[^"]*/balie/vraag/(\w+)"', visitor.look(f"/balie/vraag/{pid}").text)
    return found[1] if found else None


def enlist_at_intake(cast: Cast) -> Member:
    colleague = enlist(cast.desk.id, "Mees Polman", "intaker")
    experts.admit(cast.intaker.expert, colleague.pid, "intake")
    return colleague


def test_the_same_form_sent_twice_is_one_message(arrive: Arrive, asked: tuple[Visitor, str]):
    resident, _ = asked
    page = resident.look("/")
    for _ in range(2):
        answer = resident.send("/bericht", {"words": "Eén keer.", "client_id": page.form, "seen": page.seq})
        assert answer.status == 303
    assert words(resident.look("/")).count("Eén keer.") == 1


def test_the_same_question_sent_twice_is_one_question_and_shows_its_code(arrive: Arrive, cast: Cast):
    resident = arrive()
    form = {"question": ASKED, "client_id": resident.look("/").form}
    for _ in range(2):
        assert resident.send("/vraag", form).status == 303
    assert resident.look("/").code
    assert len(at_work(arrive(), cast.intaker).look("/balie/").tickets) == 1


def test_a_colleague_is_let_in_by_a_member(arrive: Arrive, cast: Cast):
    third = enlist(cast.desk.id, "Lucas Derkman", "lawyer")
    newcomer, member = at_work(arrive(), third), at_work(arrive(), cast.lawyer)
    assert "Je ziet hier geen vragen." in said(newcomer.look("/balie/").text)
    assert "wacht op toegang" in said(newcomer.look("/balie/team").text)
    assert "Lucas Derkman toelaten" not in newcomer.look("/balie/team").text
    assert "Lucas Derkman toelaten" in member.look("/balie/team").text
    assert member.send("/balie/team/toelaten", {"staff": third.pid, "pool": "lawyer"}).status == 303
    assert "wacht op toegang" not in said(member.look("/balie/team").text)
    assert "Hier ligt nu niets." in said(newcomer.look("/balie/").text)


def test_signing_out_ends_it(arrive: Arrive, cast: Cast):
    lawyer = at_work(arrive(), cast.lawyer)
    lawyer.look("/balie/")
    token = lawyer.cookies["s"]
    assert lawyer.send("/balie/afmelden").status == 303
    assert "s" not in lawyer.cookies
    lawyer.cookies["s"] = token
    assert lawyer.look("/balie/").status == 404
