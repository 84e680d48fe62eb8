"""Settings come in; a ``Database`` on PostgreSQL through asyncpg goes out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sqlalchemy import URL

from castalia.database.asyncpg_connection import PoliteConnection
from castalia.database.database import Database
from castalia.database.hosts import ReadHosts, WriteHosts
from castalia.database.pool import FairPool
from castalia.database.settings import resolve, split_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from castalia.database.engines import Role
    from castalia.database.settings import PostgresSettings

MAX_APPLICATION_NAME = 63
"""The bytes that PostgreSQL keeps of a name."""


class PostgresDatabase(Database):
    """A database on one or several PostgreSQL servers.

    Args:
        settings: How to reach them, or what gives that when it is needed.
    """

    def __init__(self, settings: PostgresSettings | Callable[[], PostgresSettings]) -> None:
        super().__init__()
        self._settings = settings

    @property
    def snapshot_isolation(self) -> str | None:
        """The level in which a transaction reads one state; each statement of others sees a newer one."""
        return "REPEATABLE READ"

    @property
    def connections_wanted(self) -> int | None:
        """The sizes of both pools, in every process; PgBouncer makes fewer of any number."""
        settings = resolve(self._settings)
        return None if settings.pgbouncer else settings.processes * (settings.pool_size + settings.read_pool_size)

    def get_connection_string(self, driver: str | None = None) -> URL:
        """Give the address of the servers that can be written to.

        Args:
            driver: ``psycopg`` or another driver on libpq, which then gets the TLS settings too; else asyncpg.
        """
        settings = resolve(self._settings)
        url = _url(settings, driver or "asyncpg", settings.hosts, target=settings.target_session_attrs)
        return url if driver in {None, "asyncpg"} else url.update_query_dict(_libpq_options(settings))

    def engine_url(self, role: Role) -> URL:
        """Give the address that a role connects to: readers go to the read hosts, if there are any."""
        settings = resolve(self._settings)
        if role == "write":
            return self.get_connection_string()
        # A connection that only reads would not pass the check for a server that takes writes.
        url = _url(settings, "asyncpg", settings.read_hosts or settings.hosts, target="any")
        return _as_reader(url, settings) if settings.read_username else url

    def engine_options(self, role: Role) -> dict[str, Any]:
        """Give the options of an engine."""
        settings = resolve(self._settings)
        reading = role == "read"
        options: dict[str, Any] = {
            "poolclass": FairPool,
            "pool_size": settings.read_pool_size if reading else settings.pool_size,
            # A connection beyond the pool's size would be closed after one use, and cost nine round trips to make.
            "max_overflow": 0,
            "pool_timeout": settings.pool_timeout,
            "pool_recycle": settings.pool_recycle,
            # Outside of a transaction the check is one round trip, inside of one it would be three. The pool
            # leaves it out for a connection that was in use just now.
            "pool_pre_ping": reading and not settings.pgbouncer,
            "connect_args": _connect_arguments(settings, role),
        }
        return options | _reading(settings) if reading else options


def _as_reader(url: URL, settings: PostgresSettings) -> URL:
    # Not ``set``, which takes an absent password for one that stays: the writer's is not the reader's.
    password = settings.read_password.get_secret_value() if settings.read_password else None
    return url._replace(username=settings.read_username, password=password)


def _reading(settings: PostgresSettings) -> dict[str, Any]:
    several = len({*settings.hosts, *settings.read_hosts}) > 1
    recycle = {"pool_recycle": min(settings.pool_recycle, settings.read_recycle)} if several else {}
    if settings.pgbouncer:
        # PgBouncer takes no default_transaction_read_only, so each transaction has to say it.
        return {"execution_options": {"postgresql_readonly": True}, **recycle}
    return {
        "isolation_level": "AUTOCOMMIT",
        # Where each statement is a transaction, there is nothing to roll back, neither by the session nor by the pool.
        "skip_autocommit_rollback": True,
        "pool_reset_on_return": None,
        **recycle,
    }


def _connect_arguments(settings: PostgresSettings, role: Role) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "timeout": settings.connect_timeout,
        "command_timeout": settings.command_timeout,
        "ssl": settings.ssl,
        "connection_class": PoliteConnection,
        "server_settings": _server_settings(settings, role),
    }
    if settings.ssl_root_cert is not None:
        # asyncpg takes the certificate's path only in a DSN; what is given beside it goes first.
        arguments["dsn"] = f"postgresql://?{urlencode({'sslrootcert': settings.ssl_root_cert})}"
    if settings.pgbouncer:
        arguments |= {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
    return arguments | _choice_of_host(settings, role)


def _choice_of_host(settings: PostgresSettings, role: Role) -> dict[str, Any]:
    hosts = [split_address(host) for host in settings.hosts]
    to_read = [split_address(host) for host in settings.read_hosts] or hosts
    others, recycle = [host for host in hosts if host not in to_read], settings.read_recycle
    if role == "read" and len(to_read + others) > 1:
        return {"async_creator_fn": ReadHosts(to_read, others=others, recycle=recycle).connect}
    if role == "write" and len(hosts) > 1:
        return {"async_creator_fn": WriteHosts(hosts, target=settings.target_session_attrs, recycle=recycle).connect}
    return {}


def _server_settings(settings: PostgresSettings, role: Role) -> dict[str, str]:
    named = {"application_name": _application_name(settings, role)}
    if settings.pgbouncer:
        # PgBouncer refuses connections that ask for more; set the rest with ALTER ROLE ... SET there.
        return named
    timeouts = {
        "statement_timeout": settings.statement_timeout,
        "lock_timeout": settings.lock_timeout,
        "idle_in_transaction_session_timeout": settings.idle_tx_timeout,
    }
    milliseconds = {name: str(round(seconds * 1000)) for name, seconds in timeouts.items()}
    # To compile a plan of many partitions takes a hundred times what it takes to execute it.
    return named | milliseconds | {"jit": "off"} | ({"default_transaction_read_only": "on"} if role == "read" else {})


def _application_name(settings: PostgresSettings, role: Role) -> str:
    suffix = f":{role}:{os.getpid()}"
    return settings.application_name[: MAX_APPLICATION_NAME - len(suffix)] + suffix


def _libpq_options(settings: PostgresSettings) -> dict[str, str]:
    options = {
        "sslmode": settings.ssl,
        "connect_timeout": str(max(1, round(settings.connect_timeout))),
        "application_name": settings.application_name,
    }
    return options if settings.ssl_root_cert is None else {**options, "sslrootcert": str(settings.ssl_root_cert)}


def _url(settings: PostgresSettings, driver: str, hosts: tuple[str, ...], *, target: str) -> URL:
    addresses = [split_address(host) for host in hosts]
    names, ports = ",".join(name for name, _ in addresses), ",".join(str(port) for _, port in addresses)
    # Only the query can hold several hosts, or the folder of a socket.
    in_query = len(addresses) > 1 or names.startswith("/")
    query = {"target_session_attrs": target} | ({"host": names, "port": ports} if in_query else {})
    # Never a formatted string: a password with an @ would end up in the host's name.
    return URL.create(
        f"postgresql+{driver}",
        username=settings.username,
        password=settings.password.get_secret_value() if settings.password else None,
        host=None if in_query else names,
        port=None if in_query else addresses[0][1],
        database=settings.name,
        query=query,
    )
