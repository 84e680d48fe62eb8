"""The address of a Dask scheduler comes in, a connection to it goes out; what is in the way is said in one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import textwrap
import warnings
from typing import TYPE_CHECKING, Any

from distributed import Client
from distributed.comm.core import connect
from distributed.security import Security

from castalia.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOSE_SECONDS = 2.0
"""The end of a command does not wait longer for a scheduler that may be gone."""

SIZE_WARNING = "Sending large graph"
"""What is sent stays with the scheduler; what Dask advises, data on a worker, would be lost with the worker."""

LOGGERS = ("distributed", "tornado")
"""Dask gives these handlers of its own, which write whole tracebacks on the terminal."""

SILENCE = logging.CRITICAL + 1
MAX_LETTERS = 300
SETTINGS = (
    "DASK_DISTRIBUTED__COMM__TLS__CA_FILE, DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT and "
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY"
)


@contextlib.contextmanager
def connected(address: str, patience: float) -> Iterator[Client]:
    """Give a connection to a cluster; closing it ends the tasks that are still under way.

    Args:
        address: The address of its scheduler, such as ``tcp://scheduler:8786``.
        patience: Seconds to wait for the scheduler's answer.

    Raises:
        SourceError: No scheduler answers there, or it cannot be spoken to.
    """
    with warnings.catch_warnings(), _silent_loggers():
        warnings.filterwarnings("ignore", SIZE_WARNING)
        _greet(address, patience)
        try:
            client = Client(address, timeout=patience)  # type: ignore[no-untyped-call]  # Dask's types are partial.
        except (OSError, ImportError) as error:
            raise _no_scheduler(address, error) from error
        try:
            yield client
        finally:
            with contextlib.suppress(TimeoutError):
                client.close(timeout=CLOSE_SECONDS)  # type: ignore[no-untyped-call]  # The same.


def named(error: BaseException) -> str:
    """Give the type and the text of an error in one line, for those that nobody foresaw."""
    return textwrap.shorten(f"{type(error).__name__}: {error}".removesuffix(": "), MAX_LETTERS)


def _greet(address: str, patience: float) -> None:
    """Connect once before there is a client, which would stay half made until the program ends."""
    arguments = _connection_arguments(address)
    try:
        asyncio.run(_connect_once(address, patience, arguments))
    except TypeError as error:
        raise SourceError(
            f"Dask cannot speak to {address} from here ({named(error)}): install what it needs for such an address, "
            "which is distributed-ucxx for ucx://, or give one that begins with tcp:// or tls://"
        ) from error
    except Exception as error:  # What answers may be anything, and Dask reads it without a check.
        raise _no_scheduler(address, error) from error


def _connection_arguments(address: str) -> dict[str, Any]:
    try:
        arguments: dict[str, Any] = Security().get_connection_args("client")  # type: ignore[no-untyped-call]  # The same.
    except (OSError, ValueError) as error:
        raise SourceError(
            f"Dask's certificates cannot be used ({named(error)}): correct the files that {SETTINGS}, "
            "or Dask's configuration file, name"
        ) from error
    if address.startswith("tls://") and arguments["ssl_context"] is None:
        raise SourceError(
            f"{address} asks for certificates, and Dask's configuration names none: set {SETTINGS} "
            "to the files of your cluster, as docs/scaling.md shows"
        )
    return arguments


async def _connect_once(address: str, patience: float, arguments: dict[str, Any]) -> None:
    # Dask waits for ever where something accepts connections and says nothing.
    async with asyncio.timeout(patience * 2):
        connection = await connect(address, timeout=patience, **arguments)  # type: ignore[no-untyped-call]  # The same.
        await connection.close()


def _no_scheduler(address: str, error: BaseException) -> SourceError:
    return SourceError(
        f"no Dask scheduler answers at {address} ({named(error)}): start one with `dask scheduler`, "
        "and give the address that it prints, such as tcp://scheduler:8786"
    )


@contextlib.contextmanager
def _silent_loggers() -> Iterator[None]:
    """Keep Dask's loggers still: whatever they tell of ends in a sentence of ours."""
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in LOGGERS]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(SILENCE)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
