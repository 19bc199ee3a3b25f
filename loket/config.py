"""Every setting of an installation, typed and read once.

A setting NAME is the environment variable LOKET_NAME, or the contents of the file named by LOKET_NAME_FILE (for secrets).
A wrong or missing one stops the start with a sentence that says which and why.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from loket.errors import BadConfiguration

M = TypeVar("M", bound=BaseModel)

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PREFIX = "LOKET_"


class FromFiles(PydanticBaseSettingsSource):
    """NAME_FILE: the value stands in a file, as container platforms hand out secrets."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        if path is None or field_name.endswith("_file"):
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            raise BadConfiguration(f"{PREFIX}{field_name.upper()}_FILE: {path} cannot be read ({error.strerror}).") from None

    def __call__(self) -> dict[str, Any]:
        found = {}
        for name, field in self.settings_cls.model_fields.items():
            value, key, _ = self.get_field_value(field, name)
            if value is not None:
                found[key] = value
        return found


class Settings(BaseSettings):
    """The settings; `description` is what `README.md` says about each."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    database_url: str = Field("sqlite:///var/loket.sqlite3", description="Where everything sealed is kept: SQLite (default) or PostgreSQL.")
    redis_url: str | None = Field(None, description="Redis for the bell and the limits; needed for more than one worker.")
    server_key_file: Path = Field(Path("var/server.key"), description="The server key. Keep it out of the database's backups.")
    hosts: str = Field(
        "localhost,127.0.0.1,[::1]",
        description="Host names that may be asked for, beside those of the municipalities; comma between.",
    )
    trusted_proxies: str = Field(
        "", description="Proxies whose X-Forwarded-Proto, -Host and -For are believed: addresses or networks (10.0.0.0/8); comma between."
    )
    limits: Literal["on", "off"] = Field("on", description="Rate limits; 'off' is for load tests on loopback only.")
    demo: bool = Field(False, description="Demonstration: sign-in help and a banner; on loopback only.")
    workers: int = Field(1, ge=1, le=64, description="Worker processes on the one port; more than one needs LOKET_REDIS_URL.")
    password_ops: int = Field(4, ge=2, le=10, description="Argon2id passes for a staff password.")
    password_mib: int = Field(128, ge=19, le=1024, description="Argon2id memory for a staff password, in MiB.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged; never words, codes or addresses."
    )
    security_contact: str = Field(
        "https://www.ncsc.nl/", description="Where a finder of a leak can turn to: mailto: or https: (security.txt)."
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url.startswith("postgres://"):
            url = "postgresql://" + url.removeprefix("postgres://")
        if not url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
            raise ValueError("must begin with sqlite: or postgresql:")
        return url

    @field_validator("redis_url")
    @classmethod
    def _known_bus(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return url

    @field_validator("trusted_proxies")
    @classmethod
    def _known_networks(cls, networks: str) -> str:
        for network in networks.split(","):
            if network.strip():
                ip_network(network.strip(), strict=False)
        return networks

    @model_validator(mode="after")
    def _workers_fit(self) -> Settings:
        if self.workers > 1 and self.demo:
            raise ValueError("The demonstration is served by one worker: leave LOKET_WORKERS and --workers out")
        if self.workers > 1 and not self.redis_url:
            raise ValueError("LOKET_WORKERS is more than 1, so LOKET_REDIS_URL must say where Redis is")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, FromFiles(settings_cls)

    @property
    def host_list(self) -> frozenset[str]:
        return frozenset(host.strip().lower() for host in self.hosts.split(",") if host.strip())

    @property
    def proxy_list(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(address.strip(), strict=False) for address in self.trusted_proxies.split(",") if address.strip())


def read(**given: Any) -> Settings:
    """The settings of this process. Raises BadConfiguration with one plain line for each thing that is wrong."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise BadConfiguration(_told(error, lambda place: PREFIX + "_".join(place).upper())) from None


def checked(shape: type[M], given: dict[str, Any]) -> M:
    """What was given, in the shape it must have. Raises BadConfiguration with one plain line for each thing that is wrong."""
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise BadConfiguration(_told(error, ".".join)) from None


_PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is not known",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "int_type": "must be a whole number",
    "model_type": "must be a table of its own",
    "dict_type": "must be a table",
    "list_type": "must be a list",
}


def _told(error: ValidationError, named: Callable[[list[str]], str]) -> str:
    lines = []
    for fault in error.errors(include_url=False, include_input=False):
        place = [str(part + 1) if isinstance(part, int) else part for part in fault["loc"] if part != "[key]"]
        said = _PLAIN.get(fault["type"]) or fault["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
        lines.append(f"{named(place)}: {said}." if place else f"{said}.")
    return "\n".join(lines)


def check_address(settings: Settings, host: str) -> None:
    """Refuse to serve to the outside what is only safe on this machine itself. Raises BadConfiguration."""
    is_known_outside = settings.proxy_list or not settings.host_list <= {*LOOPBACK, "[::1]"}
    if settings.demo and is_known_outside:
        raise BadConfiguration("The demonstration shows its passwords: it takes no proxy and no other host name.")
    if settings.limits == "off" and is_known_outside:
        raise BadConfiguration("LOKET_LIMITS=off is only for load tests: it takes no proxy and no other host name.")
    if host in LOOPBACK:
        return
    if settings.limits == "off":
        raise BadConfiguration("LOKET_LIMITS=off is only for load tests: serve on 127.0.0.1, or switch the limits on.")
    if settings.demo:
        raise BadConfiguration("The demonstration shows its passwords: it only serves on 127.0.0.1.")
