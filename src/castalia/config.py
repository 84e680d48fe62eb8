"""Settings come in (environment, then ``.env``, then defaults); one checked, immutable object goes out.

Only the right edge of the import order reads this module; everything below it takes values as arguments.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address, ip_network
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from castalia.errors import ConfigurationError

MAX_PORT = 65535
MAX_WORKERS = 64

PLACEHOLDERS = frozenset({"changeme", "changethis", "changeit", "replaceme", "yourpassword"})
"""What example files put where a password belongs, without case and punctuation."""

ADDRESS = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+(?:%\w+)?\]|/[^\s:,]*|[^\s\[\]:/,@]+)(?::(?P<port>[0-9]{1,5}))?")
"""``host``, ``host:port``, ``[IPv6]:port``, or the folder of a Unix socket."""

HOST_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?")
"""A name as it stands in an address, without port and scheme."""

FROM_ENVIRONMENT = SettingsConfigDict(
    env_file=".env",
    env_file_encoding="utf-8-sig",  # Editors on Windows put a byte order mark first, which would hide the first name.
    env_ignore_empty=True,
    extra="ignore",
    frozen=True,
    hide_input_in_errors=True,
)
"""How every class here is read. An empty value counts as absent, so that ``.env.example`` can be copied as it is."""


class Environment(BaseSettings):
    """The one setting that decides which configuration is read."""

    model_config = FROM_ENVIRONMENT

    ENV: str = ""


class Config(BaseSettings):
    """Every setting of Castalia; ``docs/settings.md`` explains each."""

    model_config = FROM_ENVIRONMENT

    engine: ClassVar[Literal["sqlite", "postgresql"]] = "postgresql"

    POSTGRES_USERNAME: str = "postgres"
    POSTGRES_PASSWORD: SecretStr | None = None
    POSTGRES_HOST: str = "localhost"
    POSTGRES_READ_HOST: str | None = None
    POSTGRES_PORT: Annotated[int, Field(ge=1, le=MAX_PORT)] = 5432
    POSTGRES_DB_NAME: str = "postgres"
    POSTGRES_READ_USERNAME: str | None = None
    POSTGRES_READ_PASSWORD: SecretStr | None = None
    POSTGRES_POOL_SIZE: Annotated[int, Field(ge=1, le=1_000)] = 5
    POSTGRES_SSL: Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] = "prefer"
    POSTGRES_SSL_ROOT_CERT: Path | None = None
    POSTGRES_PGBOUNCER: bool = False
    CASTALIA_HOME: Path = Field(default_factory=lambda: platformdirs.user_data_path("castalia", appauthor=False))
    ALLOWED_HOSTS: str = ""
    CASTALIA_WORKERS: Annotated[int, Field(ge=1, le=MAX_WORKERS)] = 1
    CASTALIA_MAX_REQUESTS: Annotated[int, Field(ge=1, le=10_000)] = 100
    CASTALIA_RATE_LIMIT: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    CASTALIA_TRUSTED_PROXIES: str = ""
    CASTALIA_METRICS_TOKEN: SecretStr | None = None
    CASTALIA_TRACES: bool = False
    CASTALIA_LOG_FORMAT: Literal["console", "json"] = "console"
    CASTALIA_LOG_REQUESTS: Literal["off", "paths", "queries"] = "off"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Give each PostgreSQL server as ``host:port``, in the order in which they are tried."""
        return addresses(self.POSTGRES_HOST, default_port=self.POSTGRES_PORT)

    @property
    def read_hosts(self) -> tuple[str, ...]:
        """Give each server that reads go to first as ``host:port``; none where any will do."""
        hosts = self.POSTGRES_READ_HOST
        return addresses(hosts, default_port=self.POSTGRES_PORT) if hosts else ()

    @property
    def postgres(self) -> dict[str, Any]:
        """Give what reaches PostgreSQL, by the names that the settings of the database layer have."""
        return {
            "username": self.POSTGRES_USERNAME,
            "password": self.POSTGRES_PASSWORD,
            "hosts": self.hosts,
            "read_hosts": self.read_hosts,
            "name": self.POSTGRES_DB_NAME,
            "read_pool_size": self.POSTGRES_POOL_SIZE,
            "processes": self.CASTALIA_WORKERS,
            "ssl": self.POSTGRES_SSL,
            "ssl_root_cert": self.POSTGRES_SSL_ROOT_CERT,
            "pgbouncer": self.POSTGRES_PGBOUNCER,
        }

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Give the names under which the service is reached, in lower case."""
        return frozenset(part.strip().lower() for part in self.ALLOWED_HOSTS.split(",") if part.strip())

    @field_validator("ALLOWED_HOSTS")
    @classmethod
    def _are_names(cls, value: str) -> str:
        for part in filter(None, map(str.strip, value.split(","))):
            if not HOST_NAME.fullmatch(part):
                message = f"{part!r} is no host name; give names such as docs.example.org, separated by commas"
                raise ValueError(message)
        return value

    @property
    def trusted_proxies(self) -> tuple[str, ...]:
        """Give each address or network whose word on the client's address counts."""
        return networks(self.CASTALIA_TRUSTED_PROXIES)

    @field_validator("POSTGRES_HOST", "POSTGRES_READ_HOST")
    @classmethod
    def _can_be_split(cls, value: str | None) -> str | None:
        if value is not None:
            addresses(value, default_port=MAX_PORT)
        return value

    @field_validator("CASTALIA_TRUSTED_PROXIES")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        networks(value)
        return value

    @field_validator("CASTALIA_HOME")
    @classmethod
    def _is_absolute(cls, value: Path) -> Path:
        try:
            return value.expanduser().absolute()
        except RuntimeError:
            message = "the home folder that ~ stands for is not known; write the whole path"
            raise ValueError(message) from None


class LocalConfig(Config):
    """SQLite in the user's data folder, so that a first start needs neither server nor configuration."""

    engine = "sqlite"


class DevelopmentConfig(Config):
    """PostgreSQL on this machine."""


class ProductionConfig(Config):
    """PostgreSQL on another host, never without a password."""

    POSTGRES_HOST: str = "db"

    @field_validator("POSTGRES_PASSWORD")
    @classmethod
    def _is_a_real_password(cls, value: SecretStr | None) -> SecretStr | None:
        return _real(value)

    @field_validator("POSTGRES_READ_PASSWORD", "CASTALIA_METRICS_TOKEN")
    @classmethod
    def _is_real_if_there_is_one(cls, value: SecretStr | None) -> SecretStr | None:
        return value and _real(value)


def _real(value: SecretStr | None) -> SecretStr | None:
    words = value.get_secret_value() if value else ""
    if not words.strip() or re.sub(r"[\W_]", "", words).lower() in PLACEHOLDERS:
        message = "ENV=production refuses an empty or placeholder password; set the real one"
        raise ValueError(message)
    return value


CONFIGURATIONS: dict[str, type[Config]] = {
    "": LocalConfig,
    "development": DevelopmentConfig,
    "production": ProductionConfig,
}
"""The configuration for each value of ``ENV``."""


def get_config() -> Config:
    """Read the configuration that ``ENV`` names, afresh at every call.

    Raises:
        ConfigurationError: ``ENV`` or a setting has a value that cannot work, or ``.env`` cannot be read.
    """
    try:
        return _configuration(Environment().ENV)()
    except ValidationError as error:
        raise ConfigurationError(_explain(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        message = f"{Path('.env').absolute()} cannot be read: {error}. Make it a readable UTF-8 file, or remove it."
        raise ConfigurationError(message) from None


def addresses(text: str, *, default_port: int) -> tuple[str, ...]:
    """Split ``a:5432,b`` into one ``host:port`` per server; IPv6 addresses come out in brackets.

    Args:
        text: Hosts with or without a port, separated by commas.
        default_port: The port of a host that names none.

    Raises:
        ValueError: A part is neither a host name, an address nor the folder of a socket.
    """
    return tuple(_address(part.strip(), default_port) for part in text.split(","))


def networks(text: str) -> tuple[str, ...]:
    """Split addresses and networks at commas; a star stands for all there are.

    Raises:
        ValueError: A part is none of these.
    """
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    for part in parts:
        try:
            ip_network(part if part != "*" else "::/0")
        except ValueError:
            message = "proxies are written as addresses or networks, such as 10.0.0.2 or 10.0.0.0/8, or as * for all"
            raise ValueError(message) from None
    return parts


def _address(part: str, default_port: int) -> str:
    if _is_bare_ipv6(part):
        return f"[{part}]:{default_port}"
    match = ADDRESS.fullmatch(part)
    port = int(match["port"] or default_port) if match else 0
    if match is None or not 1 <= port <= MAX_PORT:
        message = "each host is written as name, name:port, [IPv6]:port or /socket/folder, separated by commas"
        raise ValueError(message)
    return f"{match['host']}:{port}"


def _is_bare_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def _configuration(name: str) -> type[Config]:
    if name not in CONFIGURATIONS:
        message = (
            f"ENV is {name!r}. Use ENV=development (PostgreSQL on this machine), ENV=production (PostgreSQL on "
            "another host), or leave ENV unset for a local index in SQLite."
        )
        raise ConfigurationError(message)
    return CONFIGURATIONS[name]


def _explain(error: ValidationError) -> str:
    problems = []
    for detail in error.errors(include_url=False, include_context=False):
        name = str(detail["loc"][0])
        # A password stands in its own setting, or in an address that somebody pasted where a host belongs.
        secret = name.endswith(("_PASSWORD", "_TOKEN")) or "@" in str(detail["input"])
        shown = "" if secret else f" is {detail['input']!r}"
        problems.append(f"{name}{shown}: {detail['msg'].removeprefix('Value error, ')}.")
    return " ".join([*problems, "Correct it in the environment or in .env; docs/settings.md explains each setting."])
