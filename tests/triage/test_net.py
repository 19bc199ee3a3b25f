"""The second net says when a text resembles messages about danger, in which words, and only where the rules are silent."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from loket.triage import evaluation, learning, net
from loket.triage.learning import Example, Tried, balanced, fingerprint, learned
from loket.triage.net import SILENT, Net
from loket.triage.reading import words_of
from loket.triage.rules import RESEMBLES, UNREAD
from loket.triage.screening import screen

LINES = Path(__file__).parents[2] / "examples" / "triage" / "train.tsv"
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
GRAVE = [Example(f"Hij sloeg mijn broertje op {day} tegen de grond.", True) for day in DAYS]
CALM = [Example(f"Wij ruilen de zorgdag op {day} met mijn broertje.", False) for day in DAYS]


def small_net(alarm: float = 0.5, doubt: float = -0.5) -> Net:
    return Net(learned(GRAVE + CALM), alarm=alarm, doubt=doubt)


def weight(text: str, by: Net | None = None) -> float:
    return (by or small_net()).weigh(words_of(text)).weight


def test_what_it_learned_from_grave_lines_weighs_more_than_what_it_learned_from_calm_ones():
    assert weight("Hij sloeg op zaterdag, tegen de grond") > 0.5
    assert weight("Op zaterdag ruilen wij de zorgdag") < -0.5


def test_a_misspelt_word_weighs_the_same():
    assert weight("hie sloech mien broertje") == pytest.approx(weight("hie sloeg mien broertje"))


def test_the_words_that_weighed_most_are_told():
    by = small_net()
    words = words_of("Dank je wel. Hij sloeg hem tegen de grond.")
    told = {word.key for word in by.telling(words, by.weigh(words).passage)}
    assert "slug" in told or "sloeg" in told
    assert "dank" not in told


def test_it_learns_the_same_in_whatever_order_the_lines_come():
    assert learned(GRAVE + CALM) == learned([*reversed(CALM), *GRAVE, *GRAVE])
    assert fingerprint(GRAVE + CALM) == fingerprint(CALM + GRAVE)
    assert fingerprint(GRAVE) != fingerprint([Example(line.text, False) for line in GRAVE])


def test_the_alarm_is_set_where_false_alarms_stay_within_the_bound():
    tried = [Tried(True, 1.0, False, False)] * 10 + [Tried(False, n / 100, False, False) for n in range(100)]
    chosen = balanced(tried)
    assert (chosen.found, chosen.false) == (10, int(learning.BOUND * 100))
    with pytest.raises(ValueError, match="rules alone"):
        balanced([Tried(False, 0, True, True)])


def test_the_weights_in_the_tree_were_learned_from_the_lines_in_the_tree():
    """The file itself takes minutes to make (`loket triage learn examples/triage/train.tsv`); its lines are known by their fingerprint."""
    made_from = next(line for line in net.FILE.read_text(encoding="utf-8").splitlines() if line.startswith("fingerprint\t"))
    assert made_from == f"fingerprint\t{fingerprint(learning.examples(evaluation.read(LINES)))}"


def test_the_file_says_again_what_was_learned():
    tried = [Tried(line.is_grave, 1.0 if line.is_grave else -1.0, False, False) for line in GRAVE + CALM]
    again = net.read(learning.written(GRAVE + CALM, tried))
    assert again.weights == learned(GRAVE + CALM)
    assert again.doubt < again.alarm


def test_the_file_is_small_and_quickly_read():
    assert net.FILE.stat().st_size < 1_000_000
    text = net.FILE.read_text(encoding="utf-8")
    begun = perf_counter()
    net.read(text)
    assert perf_counter() - begun < 1, "a tenth of this, when nobody else wants the machine"


RESEMBLING = "Als de voordeur opengaat, kruipt ons meisje in de kast."
ALWAYS, NEVER = Net({"=kast": 9000}, alarm=0.1, doubt=-9), Net({}, alarm=9, doubt=9)
OUTVOTED = "Ik ga hem vermoorden."


def test_where_the_rules_find_nothing_acute_it_gives_a_sign_of_its_own_in_the_words_of_the_message():
    assert screen(RESEMBLING, net=SILENT).urgency != 1, "the premise: no rule finds it"
    (sign,) = [sign for sign in screen(RESEMBLING, net=ALWAYS).signs if sign.code == RESEMBLES]
    assert sign.urgency == 1
    assert "kast" in sign.words
    assert all(part in RESEMBLING for part in sign.words.split(" … "))


def test_where_a_rule_has_a_reason_it_adds_none():
    found = screen("Mijn man heeft me gisteren geslagen bij de kast.", net=ALWAYS)
    assert found.urgency == 1
    assert RESEMBLES not in found.codes


def test_a_rule_that_is_not_firm_is_outvoted_but_still_told():
    assert screen(OUTVOTED, net=SILENT).urgency == 1, "the premise: a rule finds it"
    outvoted = screen(OUTVOTED, net=NEVER)
    assert outvoted.urgency == 3
    assert outvoted.codes == screen(OUTVOTED, net=SILENT).codes


@pytest.mark.parametrize(
    "grave",
    [
        "Hij heeft me geslagen.",
        "Ik wil dood.",
        "Hij kneep mijn keel dicht.",
        "Hij heeft mij verkracht.",
        "He is going to kill me.",
        "Hij heeft een pistool.",
    ],
)
def test_what_is_grave_in_so_many_words_is_never_outvoted(grave: str):
    assert screen(grave, net=NEVER).urgency == 1


@pytest.mark.parametrize(
    "foreign",
    [
        "Кажется, погода сегодня хорошая",
        "مرحبا كيف حالكم اليوم",
        "Chciałabym się dowiedzieć, jak wygląda rozwód w tym kraju i gdzie mogę złożyć wniosek.",
        "Quisiera saber cuánto tiempo tarda normalmente una separación cuando hay hijos pequeños.",
    ],
)
def test_a_language_that_is_not_read_is_said_to_be_so_and_a_person_looks_today(foreign: str):
    (sign,) = [sign for sign in screen(foreign).signs if sign.code == UNREAD]
    assert sign.urgency == 2
    assert sign.words in foreign


@pytest.mark.parametrize(
    "known",
    [
        "Hoe hoog is de alimentatie ongeveer?",
        "kunne we de vakansie ruile want me ex werk dan",
        "How long does a divorce usually take when we agree on everything?",
        "Boşanma ne kadar sürer, çocuklar için ne yapmam gerekiyor?",
        "ok",
        "Jan Piet Klaas",
        "06-12345678",
    ],
)
def test_a_language_that_is_read_is_no_sign(known: str):
    assert UNREAD not in screen(known).codes


def test_one_grave_sentence_in_a_long_calm_story_is_found_by_the_second_net():
    story = "We praten over de kinderen en de vakantie. De school is dichtbij en de opa en oma helpen graag mee. " * 30
    grave = next(line for line in GRAVE).text
    by = small_net()
    assert by.weigh(words_of(story)).weight < by.alarm
    assert by.weigh(words_of(story + grave + " " + story)).weight >= by.alarm


@pytest.mark.parametrize("text", ["a. " * 6000, "x" * 20_000, "hij sloeg " * 2000, "é,!" * 6000, "ab " * 7000])
def test_the_longest_message_keeps_nobody_waiting(text: str):
    words = words_of(text[:20_000])
    begun = perf_counter()
    net.standard().weigh(words)
    assert perf_counter() - begun < 1.5, "far less, when nobody else wants the machine"
