"""A passage covered for experts: gone from everything they can read, there for the resident, and the log says who did what."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from loket.demonstration.visitor import Visitor
from loket.errors import BadWords, NotFound
from loket.tickets import actions, discretion, masks, queries, telling
from loket.tickets.masks import Mask
from tests.cast import Cast, Member, Question, ask, at_work
from tests.pages import said
from tests.raw import rows

Arrive = Callable[..., Visitor]

SECRET = "Emma Zonneveld"
TOLD = f"Mijn dochter {SECRET} is bang. {SECRET}'s vader heeft haar geslagen, bel 06-12345678."


@pytest.fixture
def question(cast: Cast) -> Question:
    """With everything an expert reads that repeats the name: a quoting answer, a note, a follow-up, a weighed signal, a hand-over."""
    question = ask(cast.desk, TOLD)
    actions.answer(cast.intaker.expert, question.pid, f"Dank je. Hoe oud is {SECRET}?", quote=1)
    actions.note(cast.intaker.expert, question.pid, f"{SECRET.upper()} is de dochter.")
    actions.write(question.resident, f"{SECRET} is acht. Mijn man heeft {SECRET} geslagen.")
    signal = question.seen_by(cast.intaker).ticket.head.signals[0]
    actions.weigh(cast.intaker.expert, question.pid, signal.code, "confirm", f"Het gaat over {SECRET}.")
    actions.hand_over(cast.intaker.expert, question.pid, kind="lawyer", note=f"Kijk jij naar {SECRET}?")
    return question


def all_read(arrive: Arrive, member: Member, question: Question) -> str:
    """Every page and answer in which `member` can see something of this question."""
    visitor, ticket = at_work(arrive(), member), f"/balie/vraag/{question.pid}"
    pages = [visitor.look(path) for path in ("/balie/", ticket, f"{ticket}/nieuw?since=0")]
    answers = [visitor.look(path, as_json=True) for path in ("/balie/", f"{ticket}/nieuw?since=0")]
    assert {page.status for page in [*pages, *answers]} == {200}
    return "\n".join([*(page.text for page in pages), *(json.dumps(answer.json, ensure_ascii=False) for answer in answers)])


def lines(question: Question, member: Member) -> list[str]:
    return [entry.line for entry in question.seen_by(member).entries if entry.line]


def test_what_is_covered_stands_nowhere_an_expert_can_read(cast: Cast, question: Question, arrive: Arrive):
    before = all_read(arrive, cast.lawyer, question)
    assert before.count(SECRET) > 8, "premise: it stands in messages, a quote, notes, a signal's words and the queue"
    actions.mask(cast.intaker.expert, question.pid, 1, SECRET)
    for member in (cast.lawyer, cast.intaker):
        after = all_read(arrive, member, question)
        assert "zonneveld" not in after.casefold()
        assert masks.BLOCK in after


def test_what_is_covered_stays_covered_in_what_is_written_later(cast: Cast, question: Question, arrive: Arrive):
    actions.mask(cast.intaker.expert, question.pid, 1, SECRET)
    actions.mask(cast.intaker.expert, question.pid, 1, "06-12345678")
    actions.write(question.resident, f"Bel {SECRET.lower()} op 06 12 34 56 78.")
    actions.answer(cast.lawyer.expert, question.pid, "Dat doe ik.", quote=question.seen_by_resident.seq)
    read = all_read(arrive, cast.lawyer, question)
    assert "zonneveld" not in read.casefold()
    assert "34 56" not in read


def test_the_resident_reads_what_was_written_and_not_that_it_was_covered(cast: Cast, question: Question):
    before = [(entry.seq, entry.words, entry.quote) for entry in question.seen_by_resident.entries]
    actions.mask(cast.intaker.expert, question.pid, 1, SECRET)
    actions.look_behind(cast.intaker.expert, question.pid, 1)
    assert [(entry.seq, entry.words, entry.quote) for entry in question.seen_by_resident.entries] == before


def test_the_original_stays_sealed_as_it_was(cast: Cast, question: Question):
    def sealed() -> list[tuple[object, ...]]:
        return rows("select seq, body from event where kind in ('asked', 'message', 'note') order by seq")

    before = sealed()
    actions.mask(cast.intaker.expert, question.pid, 1, SECRET)
    assert sealed() == before
    assert actions.look_behind(cast.intaker.expert, question.pid, 1) == TOLD


def test_the_signals_stay_as_the_net_found_them(cast: Cast, question: Question):
    def signals() -> dict[str, int]:
        return {signal.code: signal.urgency for signal in question.seen_by(cast.lawyer).ticket.head.signals}

    before = signals()
    assert before
    actions.mask(cast.intaker.expert, question.pid, 1, SECRET)
    assert signals() == before


def test_the_log_says_who_covered_looked_and_uncovered_and_never_what(cast: Cast, question: Question):
    actions.mask(cast.intaker.expert, question.pid, 1, SECRET)
    actions.look_behind(cast.intaker.expert, question.pid, 1)
    (mask,) = question.seen_by(cast.intaker).ticket.head.masks
    actions.unmask(cast.intaker.expert, question.pid, mask.number)
    told = lines(question, cast.lawyer)[-3:]
    assert all(line.startswith(cast.intaker.name) for line in told)
    assert not any(SECRET in line for line in told)
    assert [entry.kind for entry in question.seen_by(cast.lawyer).entries][-3:] == ["masked", "looked", "unmasked"]
    assert not {"masked", "looked", "unmasked"} & {entry.kind for entry in question.seen_by_resident.entries}


def test_what_is_uncovered_is_there_again(cast: Cast, question: Question, arrive: Arrive):
    before = [entry.words for entry in question.seen_by(cast.lawyer).entries if entry.words]
    actions.mask(cast.intaker.expert, question.pid, 1, SECRET)
    actions.unmask(cast.intaker.expert, question.pid, 1)
    actions.unmask(cast.intaker.expert, question.pid, 1)  # the second tap
    seen = question.seen_by(cast.lawyer)
    assert [entry.words for entry in seen.entries if entry.words] == before
    assert SECRET in seen.ticket.head.preview
    assert [entry.kind for entry in seen.entries].count("unmasked") == 1


@pytest.mark.parametrize("who", ["lawyer", "mediator", "coordinator", "foreign_intaker", "foreign_lawyer"])
def test_only_an_intaker_of_this_desk_covers_uncovers_and_looks(cast: Cast, question: Question, who: str):
    actions.mask(cast.intaker.expert, question.pid, 1, SECRET)
    expert = getattr(cast, who).expert
    for attempt in (
        lambda: actions.mask(expert, question.pid, 1, "bang"),
        lambda: actions.unmask(expert, question.pid, 1),
        lambda: actions.look_behind(expert, question.pid, 1),
    ):
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.parametrize(
    ("passage", "reason"), [("", "empty"), ("Iemand anders", "elsewhere"), ("mm", "elsewhere"), ("x" * 301, "long_passage")]
)
def test_what_cannot_be_covered_is_told(cast: Cast, question: Question, passage: str, reason: str):
    with pytest.raises(BadWords) as refused:
        actions.mask(cast.intaker.expert, question.pid, 1, passage)
    assert refused.value.reason == reason


def test_an_event_without_words_and_one_that_is_not_there_cannot_be_covered(cast: Cast, question: Question):
    claimed = next(entry.seq for entry in question.seen_by(cast.intaker).entries if entry.words is None)
    for seq in (0, claimed, 999):
        with pytest.raises(NotFound):
            actions.mask(cast.intaker.expert, question.pid, seq, "bang")


def test_covering_twice_is_covering_once_and_there_is_an_end_to_it(cast: Cast):
    question = ask(cast.desk, " ".join(f"woord{number}x" for number in range(masks.MOST + 1)))
    for _ in range(2):
        actions.mask(cast.intaker.expert, question.pid, 1, "woord0x")
    assert len(question.seen_by(cast.intaker).ticket.head.masks) == 1
    for number in range(1, masks.MOST):
        actions.mask(cast.intaker.expert, question.pid, 1, f"woord{number}x")
    with pytest.raises(BadWords):
        actions.mask(cast.intaker.expert, question.pid, 1, f"woord{masks.MOST}x")


def test_a_closed_question_can_still_be_covered(cast: Cast, question: Question):
    actions.close(cast.lawyer.expert, question.pid)
    actions.mask(cast.intaker.expert, question.pid, 1, SECRET)
    assert SECRET not in question.seen_by(cast.lawyer).ticket.head.preview


@pytest.mark.parametrize(
    ("passage", "text", "shown"),
    [
        ("Emma", "Emma's dilemma, emma.", "▮▮'s dilemma, ▮▮."),
        ("Emma de Vries", "Emma  de\nVries", "▮▮"),
        ("06-12345678", "06 12 34 56 78, 0612345678", "▮▮, ▮▮"),
        ("12-AB-34", "12AB34 en 12 ab 34", "▮▮ en ▮▮"),
        ("12", "2012 op 12", "2012 op ▮▮"),
        ("Emma Vos", "_Emma Vos_, emma.vos@mail.test", "_▮▮_, emma.vos@mail.test"),
        ("Zonneveld", "e_zonneveld@mail.test", "e_▮▮@mail.test"),
        ("Jan", "Jans vader, janus, orjan", "▮▮ vader, janus, orjan"),
        ("12", "12s", "12s"),
        ("a.*b", "a.*b acb", "▮▮ acb"),
        ("(hier)", "(hier)", "▮▮"),
    ],
)
def test_a_passage_is_known_again_however_it_is_written(passage: str, text: str, shown: str):
    assert masks.in_short(text, [Mask(1, 1, passage)]) == shown


@pytest.mark.parametrize(
    ("part", "shown"),
    [("Emma de Vries slaat", "▮▮ slaat"), ("Vries slaat", "▮▮ slaat"), ("mij slaat Emma", "mij slaat ▮▮"), ("slaat", "slaat"), ("", "")],
)
def test_a_quote_shows_no_half_of_a_covered_passage(part: str, shown: str):
    text = "Emma de Vries slaat mij en mij slaat Emma de Vries"
    assert masks.covered_part(text, part, masks.spans(text, [Mask(1, 1, "Emma de Vries")])) == shown


def test_a_signal_of_which_something_was_taken_out_is_covered_too(cast: Cast):
    """Its words are not found in the message as they stand, for there something else stands in the place of what was taken out."""
    question = ask(cast.desk, "Mijn man heeft mijn dochter Emma en Zonneveld geslagen.", guard=discretion.REMOVE)
    first = question.seen_by(cast.intaker).entries[0]
    assert "Emma" not in f"{first.words} {first.signs}"
    assert any("Zonneveld" in said and masks.BLOCK in said for _, said in first.signs), "the premise"
    actions.mask(cast.intaker.expert, question.pid, 1, "Zonneveld")
    assert "Zonneveld" not in str(question.seen_by(cast.intaker).entries[0])


def test_nothing_of_it_stands_in_the_open(cast: Cast, question: Question):
    actions.mask(cast.intaker.expert, question.pid, 1, SECRET)
    for table in ("ticket", "event"):
        assert not [value for row in rows(f"select * from {table}") for value in row if SECRET in str(value)]  # noqa: S608


# --- at the door -------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(cast: Cast, arrive: Arrive) -> Question:
    return ask(cast.desk, TOLD)


def test_an_intaker_covers_with_one_press_looks_behind_and_uncovers_by_plain_forms(cast: Cast, asked: Question, arrive: Arrive):
    intaker, ticket = at_work(arrive(), cast.intaker), f"/balie/vraag/{asked.pid}"
    page = intaker.look(ticket)
    assert f'name="passage" value="{SECRET}"' in page.text
    assert 'name="passage" value="06-12345678"' in page.text
    assert intaker.send(f"{ticket}/afschermen", {"seq": 1, "passage": SECRET}).status == 303
    covered = intaker.look(ticket)
    assert SECRET not in said(covered.text)
    assert "▮▮ [afgeschermd]" in said(covered.text)
    shown = intaker.send(f"{ticket}/origineel", {"seq": 1})
    assert (shown.status, TOLD in said(shown.text)) == (200, True)
    assert intaker.send(f"{ticket}/origineel", {"seq": 1}, as_json=True).json == {"words": TOLD}
    assert SECRET not in said(intaker.look(ticket).text), "it was for one look"
    assert intaker.send(f"{ticket}/zichtbaar", {"mask": 1}).status == 303
    assert TOLD in said(intaker.look(ticket).text)


def test_a_page_looks_only_so_far_for_what_could_be_covered(cast: Cast, arrive: Arrive, monkeypatch: pytest.MonkeyPatch):
    """Looking takes time for every letter, and a long conversation is looked through whenever an intaker opens it."""
    monkeypatch.setattr(telling, "MOST_LOOKED_THROUGH", 60)
    question = ask(cast.desk, "Bel 06-12345678. Dag dag dag dag.")
    actions.write(question.resident, "Of bel 06-12345679.")
    actions.write(question.resident, "Of bel 06-12345670. " + "dag " * 20)
    page = at_work(arrive(), cast.intaker).look(f"/balie/vraag/{question.pid}").text
    assert [f'name="passage" value="06-1234567{last}"' in page for last in "890"] == [True, True, False]


def test_an_expert_is_shown_no_tool_and_opens_no_door(cast: Cast, asked: Question, arrive: Arrive):
    actions.hand_over(cast.intaker.expert, asked.pid, kind="lawyer")
    actions.mask(cast.intaker.expert, asked.pid, 1, SECRET)
    lawyer, ticket = at_work(arrive(), cast.lawyer), f"/balie/vraag/{asked.pid}"
    page = lawyer.look(ticket)
    assert not [door for door in ("afschermen", "zichtbaar", "origineel") if f"/{door}" in page.text]
    for door, fields in (("afschermen", {"seq": 1, "passage": "bang"}), ("zichtbaar", {"mask": 1}), ("origineel", {"seq": 1})):
        assert lawyer.send(f"{ticket}/{door}", fields).status == 404
    assert queries.conversation_for(cast.lawyer.expert, asked.pid).entries[0].is_covered


def test_a_passage_that_is_not_there_stays_in_its_field(cast: Cast, asked: Question, arrive: Arrive):
    intaker, ticket = at_work(arrive(), cast.intaker), f"/balie/vraag/{asked.pid}"
    refused = intaker.send(f"{ticket}/afschermen", {"seq": 1, "passage": "Iemand <anders>"})
    assert refused.status == 400
    assert 'value="Iemand &lt;anders&gt;"' in refused.text
    assert "Dit stukje staat niet in het bericht" in said(refused.text)
