"""Setting up a municipality, and which one a request belongs to."""

from __future__ import annotations

import pytest

from loket.errors import BadConfiguration
from loket.municipalities.actions import RESERVED, establish
from loket.municipalities.address import hosts, locate
from loket.municipalities.queries import desk_of, desks, find_desk, forget_desks
from tests.cast import HERE, THERE, Cast
from tests.raw import rows


def test_setting_up_again_changes_what_was_decided_and_nothing_else(cast: Cast):
    before = cast.desk
    assert establish(HERE, "Eikendam aan Zee", desk_name="Loket", exit_url="https://example.org/") == before.id
    after = cast.desk
    assert (after.municipality, after.name, after.exit_url) == ("Eikendam aan Zee", "Loket", "https://example.org/")
    assert after.code_salt == before.code_salt
    assert len(desks()) == 2


def test_every_municipality_has_a_salt_of_its_own(cast: Cast):
    salts = {bytes(salt) for (salt,) in rows("SELECT code_salt FROM municipality")}
    assert len(salts) == 2
    assert all(len(salt) == 16 for salt in salts)


@pytest.mark.parametrize(
    ("slug", "more", "says"),
    [
        ("", {}, "short name"),
        ("A", {}, "short name"),
        ("é-stad", {}, "short name"),
        ("1stad", {}, "short name"),
        ("x" * 41, {}, "short name"),
        *((name, {}, "short name") for name in sorted(RESERVED)),
        ("stad", {"timezone": "Europe/Nowhere"}, "hours"),
        ("stad", {"opening": {"9": ["09:00", "17:00"]}}, "hours"),
        ("stad", {"opening": {"0": ["17:00"]}}, "hours"),
        ("stad", {"answer_days": {"1": 31}}, "answer_days"),
        ("stad", {"answer_days": {"9": 1}}, "answer_days"),
        ("stad", {"exit_url": "http://x.nl"}, "exit_url"),
        ("stad", {"exit_url": "javascript:x"}, "exit_url"),
        ("stad", {"retention_days": 29}, "retention_days"),
        ("stad", {"retention_days": 366}, "retention_days"),
    ],
)
def test_what_makes_no_sense_is_refused_in_plain_words(cast: Cast, slug: str, more: dict[str, object], says: str):
    with pytest.raises(BadConfiguration, match=says):
        establish(slug, "Stad", **more)
    forget_desks()
    assert len(desks()) == 2


def test_a_desk_is_found_by_its_host_by_the_path_or_because_it_is_the_only_one(cast: Cast):
    establish(THERE, "Lindeveen", host="Loket.Lindeveen.Example")
    here, there = find_desk(HERE), find_desk(THERE)
    both = desks()
    assert hosts() == {"loket.lindeveen.example"}
    assert locate(both, "loket.lindeveen.example", "/") == (there, "")
    assert locate(both, "loket.lindeveen.example", f"/{HERE}/vraag") == (there, "")
    assert locate(both, "localhost", f"/{HERE}") == (here, f"/{HERE}")
    assert locate(both, "localhost", f"/{HERE}/vraag") == (here, f"/{HERE}")
    assert locate(both, "localhost", "/") == (None, "")
    assert locate(both, "localhost", f"/{HERE}x/") == (None, "")
    assert locate(both, "localhost", f"/{THERE}/") == (None, ""), "a desk with a host of its own has no path"
    assert here is not None
    assert locate((here,), "localhost", "/") == (here, "")
    assert locate((here,), "localhost", f"/{HERE}/") == (here, f"/{HERE}")
    assert locate((), "localhost", "/") == (None, "")


def test_an_unknown_municipality_is_no_municipality(cast: Cast):
    assert find_desk("elders") is None
    with pytest.raises(KeyError):
        desk_of(999)
