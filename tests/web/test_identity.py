"""What tells who somebody is, and what only looks like it."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as accounts
from stdnum.nl import bsn as numbers

from loket import identity

EXAMPLES = Path(__file__).parents[2] / "examples"
MOST_FALSE_ALARMS = 0.01


def found(text: str) -> list[tuple[str, str]]:
    return [(detail.kind, text[detail.start : detail.end]) for detail in identity.details(text)]


TELLING = {
    "bsn": [
        ("mijn bsn is 111222333 geloof ik", "111222333"),
        ("1112.22.333", "1112.22.333"),
        ("111 222 333", "111 222 333"),
        ("BSN: 123456789 (verkeerd getypt)", "123456789"),
        ("burgerservicenummer van mijn zoon: 12345678", "12345678"),
    ],
    "phone": [
        ("bel me op 0612345678.", "0612345678"),
        ("06-12345678", "06-12345678"),
        ("06 - 12 34 56 78", "06 - 12 34 56 78"),
        ("o6 12345678", "o6 12345678"),
        ("+31 6 12345678", "+31 6 12345678"),
        ("+31 (0)6 12345678", "+31 (0)6 12345678"),
        ("0031612345678", "0031612345678"),
        ("(0546) 123456", "0546) 123456"),
        ("074-1234567", "074-1234567"),
        ("mama: +48 601 234 567", "+48 601 234 567"),
        ("+90 532 123 45 67", "+90 532 123 45 67"),
    ],
    "email": [
        ("mail naar j.jansen@voorbeeld.nl", "j.jansen@voorbeeld.nl"),
        ("Jan.Jansen+kind@mail.voorbeeld.co.uk!", "Jan.Jansen+kind@mail.voorbeeld.co.uk"),
        ("jan apenstaartje voorbeeld punt nl", "jan apenstaartje voorbeeld punt nl"),
        ("jan(at)voorbeeld.nl", "jan(at)voorbeeld.nl"),
    ],
    "iban": [
        ("NL91 ABNA 0417 1643 00 op naam van mij", "NL91 ABNA 0417 1643 00"),
        ("op nl91abna0417164300", "nl91abna0417164300"),
        ("DE89370400440532013000", "DE89370400440532013000"),
        ("TR33 0006 1005 1978 6457 8413 26", "TR33 0006 1005 1978 6457 8413 26"),
    ],
    "plate": [
        ("hij rijdt in een GX-123-B", "GX-123-B"),
        ("12-AB-34", "12-AB-34"),
        ("de auto 1-KBD-23 stond er weer", "1-KBD-23"),
        ("kl-99-xs", "kl-99-xs"),
        ("kenteken 12ab34", "12ab34"),
        ("zijn kenteken is XX 999 X", "XX 999 X"),
    ],
    "address": [
        ("ik woon Dorpsstraat 12", "Dorpsstraat 12"),
        ("op de Van der Helststraat 5b in Almelo", "Van der Helststraat 5b"),
        ("Prins Bernhardlaan 10, 7607 AB Almelo", "Prins Bernhardlaan 10, 7607 AB"),
        ("in de dorpsstraat 5", "dorpsstraat 5"),
        ("Burgemeester Jansenplein nr 3", "Burgemeester Jansenplein nr 3"),
        ("7607AB 12", "7607AB 12"),
        ("op 7607 AB huisnummer weet je", "7607 AB"),
        ("postcode 7607ab", "7607ab"),
        ("7607 ab 12", "7607 ab 12"),
    ],
    "name": [
        ("Mijn naam is Emma de Vries", "Emma de Vries"),
        ("mijn naam is jan jansen en ik heb een vraag", "jan jansen"),
        ("ik heet sanne", "sanne"),
        ("Ik heet Djoeke.", "Djoeke"),
        ("hij heet Mohammed El Amrani", "Mohammed El Amrani"),
        ("mijn dochter Emma de Vries", "Emma de Vries"),
        ("mijn ex Ruud van ’t Hof", "Ruud van ’t Hof"),
        ("mijn dochter emma wil niet", "emma"),
        ("mijn zoon Tibor", "Tibor"),
        ("gisteren zag ik Fatima Yilmaz", "Fatima Yilmaz"),
        ("Emma Jansen is mijn nichtje", "Emma Jansen"),
        ("ik sprak met Wolmoed van der Meulen", "Wolmoed van der Meulen"),
        ("meneer Jansen", "Jansen"),
        ("dhr. Van Dijk zei", "Van Dijk"),
        ("mevrouw de Wit", "de Wit"),
        ("juf Anneloes", "Anneloes"),
        ("volgens J. de Boer", "J. de Boer"),
        ("My name is Agnieszka Nowak", "Agnieszka Nowak"),
        ("MIJN NAAM IS EMMA DE VRIES", "EMMA DE VRIES"),
        ("de familie Bakker", "Bakker"),
    ],
    "school": [
        ("op basisschool De Regenboog", "De Regenboog"),
        ("obs Het Palet", "Het Palet"),
        ("zit op het Canisius College", "Canisius College"),
        ("het Erasmuslyceum", "Erasmuslyceum"),
        ("op school De Vlinder zit", "De Vlinder"),
        ("kinderdagverblijf Pippeloentje", "Pippeloentje"),
    ],
}
HARMLESS = [
    "Bel 112. Of Veilig Thuis 0800-2000, 113 of 0800-0113, de Kindertelefoon 0800-0432.",
    "0900 1234567 en 088-1234567 zijn van een organisatie, 14 0546 van de gemeente.",
    "Ik betaal € 123.456,78 en hij 1.250 euro per maand, samen 111222333 euro.",
    "Op 01-02-2019 10:30 en op 12-05-1987 en in 2015-2016 was het mis. 24-12-2020 ook.",
    "Mijn code is K7QD-3FXM-9TRB-2HWE.",
    "Mijn naam is …, bsn …, bel me op 06-…",
    "Mijn naam is niet belangrijk. Ik heet liever niets. Hoe heet dat?",
    "Mijn dochter wil niet, mijn man is boos, mijn ex Turks. Mijn man Is dat normaal?",
    "Mijn moeder. Zij belt. Mijn man: Klopt niet.",
    "In 2023 wilde hij weg, 1500 EUR, 2000 en 3000 IS veel. In 1990 AD.",
    "Rechtbank Overijssel, Raad voor de Kinderbescherming, Juridisch Loket, Veilig Thuis Twente, Villa Pinedo, Het Hof in Arnhem.",
    "Mag dat van de Gemeente? Sinds Kerst woont hij in Den Haag, vanaf Maandag in New York.",
    "Ik ben halverwege 3 boeken, onderweg 4 uur, vanwege 2 kinderen. De straat 3 keer op en neer. Ons plein 2 dagen leeg.",
    "Zij gaat naar de basisschool. De middelbare school is ver. Het Voortgezet Onderwijs. Een vrije school.",
    "1-op-1 gesprekken, 24-7 bang, 50-50 verdeeld, 1-JAN-24, co-ouderschap 7-7.",
    "ik woon in Almelo met 2 kinderen van 4 en 7",
    "HELP MIJN MAN IS WEG EN IK WEET HET NIET MEER WAT MOET IK DOEN IN 2023",
    "Lieve mensen, Met Vriendelijke Groet, Een Moeder Van Drie",
    "artikel 1:253a BW, uitspraak ECLI:NL:HR:2019:1234",
    "zaaknummer 123456789",
    "@ 10 uur",
    "",
]


@pytest.mark.parametrize(("kind", "text", "part"), [(kind, *example) for kind, examples in TELLING.items() for example in examples])
def test_a_telling_detail_is_found_and_no_more_than_that(kind: str, text: str, part: str):
    assert found(text) == [(kind, part)]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_it_is_left_alone(text: str):
    assert found(text) == []


def test_every_kind_has_examples_and_says_why():
    assert set(TELLING) == set(identity.KINDS)
    assert all(kind.label and kind.why and kind.gone for kind in identity.KINDS.values())


def test_several_details_are_found_in_order_and_none_twice():
    text = "Ik heet Emma de Vries, Dorpsstraat 12, 7607 AB, bel 06-12345678 of mail emma@voorbeeld.nl, bsn 111222333."
    assert [kind for kind, _ in found(text)] == ["name", "address", "phone", "email", "bsn"]


@pytest.mark.parametrize("name", ["train.tsv", "test.tsv"])
def test_hardly_any_harmless_line_is_held_up(name: str):
    with (EXAMPLES / "triage" / name).open(encoding="utf-8", newline="") as file:
        lines = [row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    assert len(lines) > 200
    warned = [line for line in lines if found(line)]
    assert len(warned) <= MOST_FALSE_ALARMS * len(lines), warned


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 10_000,
        "A " * 10_000,
        "a@" * 10_000,
        "van de " * 2_800,
        "naam is " * 2_500,
        "Emma de " * 2_500,
        "NL91" * 5_000,
        "obs Aa " * 2_800,
    ],
)
@pytest.mark.timeout(20)
def test_a_text_made_to_keep_it_busy_does_not(text: str):
    identity.details(text)


DIGITS = st.integers(10_000_000, 999_999_999).map(lambda number: f"{number:09}")
GAPS = st.sampled_from(["", " ", ".", "-"])


@given(DIGITS, GAPS)
def test_nine_digits_are_a_citizens_number_when_they_pass_the_eleven_test(number: str, gap: str):
    written = f"zie {number[:3]}{gap}{number[3:6]}{gap}{number[6:]} hier"
    assert (("bsn", written[4:-5]) in found(written)) == numbers.is_valid(number)


@given(DIGITS)
def test_nine_digits_that_are_called_so_are_one_whatever_the_test_says(number: str):
    assert ("bsn", number) in found(f"mijn bsn is {number}")


@given(st.integers(0, 9_999_999_999), st.sampled_from(["ABNA", "INGB", "RABO", "TRIO"]), st.booleans())
def test_a_dutch_account_is_found_when_its_check_digits_fit(number: int, bank: str, is_spaced: bool):
    plain = f"{bank}{number:010}"
    account = f"NL{accounts.calc_check_digits('NL00' + plain)}{plain}"
    shown = " ".join(account[at : at + 4] for at in range(0, 18, 4)) if is_spaced else account
    assert ("iban", shown) in found(f"op {shown} graag")
    wrong = f"NL{(int(account[2:4]) + 1) % 97:02}{plain}"
    assert wrong == account or not [kind for kind, _ in found(f"op {wrong} graag") if kind == "iban"]


@given(st.integers(0, 99_999_999), st.sampled_from(["06{}", "06-{}", "06 {}", "+316{}", "+31 6 {}", "00316{}", "+31(0)6-{}"]))
def test_every_mobile_number_is_found_however_it_is_written(number: int, shape: str):
    written = shape.format(f"{number:08}")
    assert found(f"bel {written} aub") == [("phone", written)]


@given(st.text(max_size=300))
def test_whatever_is_written_the_places_are_in_the_text_in_order_and_apart(text: str):
    details = identity.details(text)
    assert all(0 <= detail.start < detail.end <= len(text) for detail in details)
    assert all(before.end <= after.start for before, after in pairwise(details))
