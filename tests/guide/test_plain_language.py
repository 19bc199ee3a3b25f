"""The reader that counts: syllables, sentences, the score, and a remark for each word or sentence that could be plainer."""

from __future__ import annotations

import pytest

from loket.guide.plain_language import LEAST_SCORE, LONGEST_SENTENCE, Reading, read, score, sentences, syllables
from loket.guide.word_lists import BANNED, DIFFICULT


def rules(text: str) -> list[tuple[str, str]]:
    return [(remark.rule, remark.what) for remark in read(text).remarks]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("je", 1), ("kind", 1), ("vrouw", 1), ("nieuw", 1), ("eeuw", 1), ("draai", 1), ("mooi", 1), ("groei", 1), ("IJs", 1), ("één", 1),
        ("vragen", 2), ("bijna", 2), ("ouders", 2), ("yoga", 2), ("chaos", 2), ("baby", 2), ("code", 2), ("foto’s", 2), ("e-mail", 2),
        ("gemeente", 3), ("beëindig", 3), ("bijvoorbeeld", 3), ("ideeën", 3), ("coördinator", 5), ("tienercoach", 3), ("website", 2),
        ("online", 2), ("cookies", 2), ("verantwoordelijkheid", 6), ("pst", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_sound(word: str, count: int):
    assert syllables(word) == count


def test_the_score_is_that_of_flesch_and_douma():
    # 100 words in 10 sentences with 150 syllables: 206.84 - 0.93 x 10 - 77 x 1.5
    assert score(100, 10, 150) == pytest.approx(82.04)
    assert read("De kat zit op de mat.").score == round(206.84 - 0.93 * 6 - 77 * 1)


def test_lines_and_colons_end_a_sentence_and_hours_and_numbers_do_not():
    assert sentences("Kop\nEen zin: nog een. En dan?\n\n112\n") == ["Kop", "Een zin:", "nog een.", "En dan?"]
    assert len(sentences("Bel 0800-2000 vóór 17.00 uur.")) == 1
    assert sentences("") == []
    assert read("112") == Reading(0, 0, 0, 100, ())


def test_a_sentence_of_more_than_twenty_words_is_too_long():
    fits = "woord " * LONGEST_SENTENCE
    assert read(f"{fits}.").is_plain
    assert rules(f"{fits}woord.") == [("long", f"{fits}woord.")]


@pytest.mark.parametrize("word", ["vechtscheiding", "Cliënt", "dossier", "SLACHTOFFER", "slachtoffers"])
def test_a_banned_word_is_refused_whatever_stands_beside_it(word: str):
    assert rules(f"Dit is een {word} (uitleg).") == [("banned", word)]
    assert not read(word).is_plain


def test_a_difficult_word_comes_with_an_easier_one_unless_it_is_explained():
    (remark,) = read("Wij doen dat conform de wet.").remarks
    assert (remark.rule, remark.what, remark.instead, remark.is_hint) == ("difficult", "conform", "volgens", False)
    for explained in (
        "Wie heeft het gezag (wie beslist over het kind)?",
        "Afspraken over geld voor je kind (alimentatie).",
        "Alimentatie is geld voor je kind.",
    ):
        assert read(explained).is_plain, explained
    assert rules("Wie heeft het gezag?") == [("difficult", "gezag")]
    assert rules("Kinderen (en ouders) betalen alimentatie. Alimentatie stopt.") == [("difficult", "alimentatie")], "each word once"


def test_hints_are_for_the_writer_to_weigh():
    assert rules("Men zegt dat.") == [("men", "Men")]
    assert rules("Je vraag wordt door ons beantwoord.") == [("passive", "Je vraag wordt door ons beantwoord.")]
    assert rules("Het wordt beter.") == []
    assert rules("Dat heet gegevensbescherming.") == [("long_word", "gegevensbescherming")]
    assert read("Men zegt dat je vraag wordt beantwoord.").is_plain


def test_a_text_that_is_hard_as_a_whole_falls_on_its_score():
    office = (
        "Onverminderd voorgaande bepalingen behoudt gemeentelijke organisatie zich mogelijkheden voor. "
        "Persoonsgegevens blijven gedurende bewaartermijnen toegankelijk. Beveiligingsmaatregelen minimaliseren ongeautoriseerde "
        "kennisneming. Verantwoordelijkheden liggen uitdrukkelijk bij verwerkingsverantwoordelijken. Aansprakelijkheid blijft uitgesloten."
    )
    reading = read(office)
    assert reading.words >= 25
    assert reading.score < LEAST_SCORE
    assert ("score", str(reading.score)) in rules(office)
    assert "score" not in {rule for rule, _ in rules("Persoonsgegevens.")}, "too short to tell"


def test_the_lists_are_long_enough_to_be_of_use_and_do_not_advise_what_they_forbid():
    assert len(DIFFICULT) >= 150
    assert len(BANNED) >= 10
    assert not DIFFICULT.keys() & BANNED.keys()
    for word, easier in (DIFFICULT | BANNED).items():
        assert word == word.lower()
        assert not {part for part in easier.replace(";", " ").split() if part in DIFFICULT or part in BANNED}, word
