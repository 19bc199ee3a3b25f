"""Rate limits: they store no address, slow one visitor down, and never let one visitor shut the desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from loket import limits
from loket.errors import TooMany

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("server_key_file", "with_limits")


@pytest.mark.parametrize("address", ["192.0.2.1", "255.255.255.255", "2001:db8::1", "::1", "::ffff:192.0.2.1"])
def test_an_address_becomes_sixteen_bits_and_stays_them(address: str):
    buckets = limits.buckets(address)
    assert {len(bytes.fromhex(bucket)) for bucket in buckets} == {2}
    assert limits.buckets(address) == buckets


def test_one_visitor_with_a_whole_network_of_addresses_is_one_bucket():
    assert limits.buckets("2001:db8:1:100::1") == limits.buckets("2001:db8:1:1ff:ffff::9")
    assert len({limits.buckets(f"2001:db8:1:{block:x}00::1")[0] for block in range(20)}) > 15
    assert len({limits.buckets(f"2001:db8:1:{block:x}00::1")[1] for block in range(20)}) == 1


def test_a_customer_with_256_networks_has_three_times_as_much_as_one_household_not_256_times():
    most = limits.WIDER * limits.RULES["code"].each
    for block in range(most):
        limits.spend("code", limits.buckets(f"2001:db8:1:{block:x}00::1"), 1)
    with pytest.raises(TooMany):
        limits.spend("code", limits.buckets("2001:db8:1:ff00::1"), 1)
    limits.spend("code", limits.buckets("2001:db8:2::1"), 1)


def test_buckets_are_spread():
    counted = Counter(limits.buckets(f"10.0.{i // 250}.{i % 250}") for i in range(2000))
    assert len(counted) > 1900


def test_an_address_with_a_port_or_in_the_clothes_of_the_other_kind_is_the_same_address():
    assert limits.buckets("192.0.2.1:80") == limits.buckets("::ffff:192.0.2.1") == limits.buckets("192.0.2.1")
    assert limits.buckets("[2001:db8::1]:80") == limits.buckets("2001:db8::1")


@pytest.mark.parametrize("address", [None, "", "unknown", "192.0.2.1:80:90", "<script>", "1.2.3.4.5", "\x00"])
def test_what_is_no_address_has_a_bucket_too(address: str | None):
    assert limits.buckets(address) == ("none",)


def test_a_new_salt_makes_a_new_bucket(monkeypatch: pytest.MonkeyPatch):
    addresses = [f"192.0.2.{i}" for i in range(20)]
    before = [limits.buckets(address) for address in addresses]
    later = monotonic() + limits.SALT_SECONDS + 1
    monkeypatch.setattr(limits, "monotonic", lambda: later)
    after = [limits.buckets(address) for address in addresses]
    assert sum(old == new for old, new in zip(before, after, strict=True)) < 3


def spend(times: int, what: str, who: str, municipality: int = 1) -> list[bool]:
    return [limits.spend(what, who, municipality) for _ in range(times)]


@pytest.mark.parametrize("what", limits.RULES)
def test_the_last_of_a_limit_passes_and_the_next_does_not(what: str):
    rule = limits.RULES[what]
    spend(rule.each, what, "aaaa")
    with pytest.raises(TooMany) as refused:
        limits.spend(what, "aaaa", 1)
    assert 0 < refused.value.retry_after <= rule.seconds
    spend(1, what, "bbbb")
    spend(1, what, "aaaa", municipality=2)


def test_a_spent_budget_of_a_municipality_refuses_nobody_outright():
    rule = limits.RULES["ask"]
    assert all(limits.spend("ask", f"{i:04x}", 1) for i in range(rule.all))
    assert limits.spend("ask", "ffff", 1) is False
    assert limits.spend("ask", "ffff", 2) is True


def test_beyond_their_number_only_patient_forms_come_in(time_is: Callable[[datetime], None]):
    time_is(NOON)
    form = limits.new_form()
    for _ in range(limits.RULES["ask"].each):
        assert limits.may_ask("aaaa", 1, limits.new_form())
    with pytest.raises(TooMany):
        limits.may_ask("aaaa", 1, form)
    time_is(NOON + timedelta(seconds=limits.YOUNGEST))
    for _ in range(limits.RULES["ask_patiently"].each):
        assert limits.may_ask("aaaa", 1, form)
    with pytest.raises(TooMany):
        limits.may_ask("aaaa", 1, form)


def test_limits_that_are_off_count_nothing():
    limits.start(is_on=False)
    assert spend(1000, "ask", "aaaa") == [True] * 1000


def test_a_form_must_be_fifteen_seconds_and_at_most_two_hours_old(time_is: Callable[[datetime], None]):
    time_is(NOON)
    form = limits.new_form()
    for seconds, is_seasoned in ((0, False), (14, False), (15, True), (7200, True), (7201, False), (-60, False)):
        time_is(NOON + timedelta(seconds=seconds))
        assert limits.is_seasoned(form) is is_seasoned, seconds


def test_a_form_made_by_others_is_never_old_enough(time_is: Callable[[datetime], None]):
    time_is(NOON)
    form = limits.new_form()
    time_is(NOON + timedelta(minutes=1))
    assert limits.is_seasoned(form)
    moved_back = f"{int(form.split('-')[0], 16) - 60:x}{form[form.index('-') :]}"
    for forged in (moved_back, form[:-1], form + "0", form.upper(), "", "-", "--", "é-é-é", "0-0-0", "zz-" + form):
        assert not limits.is_seasoned(forged), forged


def test_every_form_is_another_and_fits_where_a_message_is_written_once():
    forms = {limits.new_form() for _ in range(100)}
    assert len(forms) == 100
    assert all(8 <= len(form) <= 64 and form.isascii() for form in forms)


def test_without_redis_the_counting_goes_on_in_this_process(tmp_path: Path):
    limits.start(is_on=True, redis_url=f"unix://{tmp_path}/nobody-listens-here")
    with pytest.raises(TooMany):
        spend(limits.RULES["ask"].each + 1, "ask", "aaaa")
    limits.start(is_on=True)
