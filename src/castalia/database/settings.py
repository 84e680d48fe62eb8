"""Values come in; checked, immutable settings of a database go out, with the reason for each default."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

if TYPE_CHECKING:
    from collections.abc import Callable

Seconds = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=1)]

PGBOUNCER_PORT = 6432
MAX_PORT = 65535


class PostgresSettings(BaseModel):
    """How to reach a PostgreSQL server, and how long to wait for it.

    Args:
        username: The role that signs in.
        password: Its password; without one the server decides whether it is needed.
        hosts: The servers as ``host``, ``host:port``, ``[IPv6]:port`` or ``/socket/folder``, tried in order: every
            one that may become the primary. Read sessions use the standbys among them, in turn.
        name: The database.
        read_username: The role that read sessions sign in with; else ``username`` for all.
        read_password: Its password.
        read_hosts: The servers that read sessions use first; those in ``hosts`` step in for them.
        pool_size: Connections for writing. Two to five saturate one process, and a fixed number
            costs half the time of one that grows and shrinks.
        read_pool_size: Connections for reading.
        processes: How many processes have such pools; ``wait_ready`` compares them all with what the server allows.
        pool_timeout: How long to wait for a free connection.
        pool_recycle: The age at which a connection is replaced, before a cloud's idle limit cuts it.
        read_recycle: The same for connections that read where there are several servers: until then a standby that
            comes back waits for its readers, and one that fell behind keeps them.
        connect_timeout: How long to wait for a connection, however many servers are tried; asyncpg alone would
            wait a minute.
        command_timeout: How long to wait for an answer: the only limit that ends a wait on a silent server.
        statement_timeout: How long a statement may run; the server ends it, and the connection survives.
        lock_timeout: How long a statement may wait for a lock.
        idle_tx_timeout: How long a transaction may do nothing, so that a stuck handler frees its locks.
        ssl: How much TLS, in the words of libpq; ``verify-full`` in production.
        ssl_root_cert: The certificate of the authority that signed the server's.
        pgbouncer: Whether PgBouncer stands between. Without this switch its transaction mode gives
            the rows of other statements, silently.
        application_name: What ``pg_stat_activity`` shows, followed by the role and the process.
        target_session_attrs: Which of several servers may be written to, in the words of libpq.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    username: str
    password: SecretStr | None = None
    hosts: Annotated[tuple[str, ...], Field(min_length=1)] = ("localhost:5432",)
    name: str
    read_username: str | None = None
    read_password: SecretStr | None = None
    read_hosts: tuple[str, ...] = ()
    pool_size: Count = 5
    read_pool_size: Count = 5
    processes: Count = 1
    pool_timeout: Seconds = 5
    pool_recycle: int = 1800
    read_recycle: int = 60
    connect_timeout: Seconds = 5
    command_timeout: Seconds = 30
    statement_timeout: Seconds = 20
    lock_timeout: Seconds = 5
    idle_tx_timeout: Seconds = 60
    ssl: Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] = "prefer"
    ssl_root_cert: Path | None = None
    pgbouncer: bool = False
    application_name: str = "castalia"
    target_session_attrs: Literal["any", "primary", "read-write"] = "read-write"

    @field_validator("hosts", "read_hosts")
    @classmethod
    def _can_be_split(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            split_address(host)
        return hosts

    @model_validator(mode="after")
    def _knows_pgbouncer(self) -> Self:
        ports = {port for _, port in map(split_address, (*self.hosts, *self.read_hosts))}
        if PGBOUNCER_PORT in ports and not self.pgbouncer:
            message = f"port {PGBOUNCER_PORT} is PgBouncer's; set pgbouncer=True, which PostgreSQL itself bears too"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _server_gives_up_first(self) -> Self:
        if not self.pgbouncer and self.statement_timeout >= self.command_timeout:
            message = (
                f"statement_timeout ({self.statement_timeout} s) must be below command_timeout "
                f"({self.command_timeout} s), so that the server ends a statement before its connection is given up"
            )
            raise ValueError(message)
        return self


class SQLiteSettings(BaseModel):
    """Where a SQLite database lies.

    Args:
        path: The file; without one the database is kept in memory, by a single connection.
        busy_timeout: How long to wait for another process that writes.
        read_pool_size: Connections for reading; there is one for writing, since SQLite has one write lock.
        pool_timeout: How long to wait for a free connection.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path | None = None
    busy_timeout: Seconds = 5
    read_pool_size: Count = 4
    pool_timeout: Seconds = 5


Settings = TypeVar("Settings", bound=BaseModel)


def resolve(settings: Settings | Callable[[], Settings]) -> Settings:
    """Give the settings themselves, calling for them now if they come as a callable."""
    return settings if isinstance(settings, BaseModel) else settings()


def split_address(address: str) -> tuple[str, int]:
    """Split ``host:port`` into the two; the port is 5432 when there is none.

    Raises:
        ValueError: It is no address of a server.
    """
    host, separator, port = address.rpartition(":")
    if not separator or address.endswith("]"):
        host, port = address, "5432"
    bracketed = host.startswith("[") and host.endswith("]")
    name = host[1:-1] if bracketed else host
    well_formed = name and not set(name) & set(" ,@?#") and (bracketed or ":" not in name)
    if not well_formed or not port.isdecimal() or not 1 <= int(port) <= MAX_PORT:
        message = "each host is written as name, name:port, [IPv6]:port or /socket/folder"
        raise ValueError(message)
    return name, int(port)
