"""Settings: read once, from the environment or from files, and refused in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from loket import config, runtime
from loket.errors import BadConfiguration


def test_without_any_setting_it_is_a_small_desk_on_this_machine():
    settings = config.read()
    assert settings.database_url == "sqlite:///var/loket.sqlite3"
    assert settings.workers == 1
    assert settings.limits == "on"
    assert settings.host_list == {"localhost", "127.0.0.1", "[::1]"}
    assert settings.proxy_list == ()


def test_a_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOKET_HOSTS", " Loket.Example , ,b.example")
    monkeypatch.setenv("LOKET_TRUSTED_PROXIES", "10.0.0.1, ::1")
    settings = config.read()
    assert settings.host_list == {"loket.example", "b.example"}
    assert [str(network) for network in settings.proxy_list] == ["10.0.0.1/32", "::1/128"]


def test_a_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "url").write_text("postgresql://loket:secret@db/loket\n")
    monkeypatch.setenv("LOKET_DATABASE_URL_FILE", str(tmp_path / "url"))
    assert config.read().database_url == "postgresql://loket:secret@db/loket"


def test_a_file_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("LOKET_REDIS_URL_FILE", str(tmp_path / "nothing"))
    with pytest.raises(BadConfiguration, match=r"LOKET_REDIS_URL_FILE: .*nothing cannot be read"):
        config.read()


def test_the_old_name_of_postgresql_is_understood(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOKET_DATABASE_URL", "postgres://db/loket")
    assert config.read().database_url == "postgresql://db/loket"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "mysql://db/loket", "must begin with sqlite: or postgresql:"),
        ("DATABASE_URL", "", "must begin with"),
        ("LIMITS", "maybe", "'on' or 'off'"),
        ("WORKERS", "0", "greater than or equal to 1"),
        ("WORKERS", "many", "valid integer"),
        ("WORKERS", "2", "LOKET_REDIS_URL"),
        ("REDIS_URL", "nonsense", "must begin with redis://, rediss:// or unix://"),
        ("REDIS_URL", "", "must begin with redis://"),
        ("PASSWORD_OPS", "1", "greater than or equal to 2"),
        ("PASSWORD_MIB", "8", "greater than or equal to 19"),
        ("LOG_LEVEL", "chatty", "'debug'"),
        ("DEMO", "perhaps", "boolean"),
        ("TRUSTED_PROXIES", "10.0.0.1, my-proxy", "my-proxy"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str):
    monkeypatch.setenv(f"LOKET_{name}", value)
    with pytest.raises(BadConfiguration) as refused:
        config.read()
    told = str(refused.value)
    assert f"LOKET_{name}" in told
    assert says in told
    assert "Traceback" not in told
    assert "pydantic" not in told


def test_the_demonstration_has_one_worker():
    with pytest.raises(BadConfiguration, match=r"The demonstration is served by one worker: leave LOKET_WORKERS and --workers out\."):
        config.read(demo=True, workers=2, redis_url="redis://localhost")


def test_each_wrong_setting_has_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOKET_LIMITS", "maybe")
    monkeypatch.setenv("LOKET_LOG_LEVEL", "chatty")
    with pytest.raises(BadConfiguration) as refused:
        config.read()
    assert len(str(refused.value).splitlines()) == 2


@pytest.mark.parametrize("setting", [{"limits": "off"}, {"demo": True}])
def test_what_is_only_safe_here_is_not_served_to_the_outside(setting: dict[str, object]):
    settings = config.read(**setting)
    for host in ("127.0.0.1", "localhost", "::1"):
        config.check_address(settings, host)
    for host in ("0.0.0.0", "::", "192.0.2.1", "127.0.0.1.example", ""):  # noqa: S104 - that is what must be refused
        with pytest.raises(BadConfiguration, match=r"127\.0\.0\.1"):
            config.check_address(settings, host)
    for known_outside in ({"hosts": "loket.example"}, {"trusted_proxies": "10.0.0.1"}):
        with pytest.raises(BadConfiguration, match="no proxy and no other host name"):
            config.check_address(config.read(**setting, **known_outside), "127.0.0.1")
    config.check_address(config.read(), "0.0.0.0")  # noqa: S104


def test_an_unknown_way_of_waiting_is_refused():
    with pytest.raises(BadConfiguration, match=r"LOKET_ASYNC is 'gevent'; it can be eventlet or threading\."):
        runtime.begin("gevent")
    assert runtime.mode == "threading"
