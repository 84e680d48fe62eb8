"""Addresses at which no Dask scheduler can be spoken to: each is one sentence that says what to do."""

from __future__ import annotations

import logging
import socket
import socketserver
import threading
from typing import TYPE_CHECKING

import dask
import pytest

from castalia.cli.scheduler import connected
from castalia.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from typer.testing import Result

NOBODY = "127.0.0.1:9"
PATIENCE = 0.1
CERTIFICATES = [f"distributed.comm.tls.{name}" for name in ("ca-file", "client.cert", "client.key")]


class BadRequest(socketserver.BaseRequestHandler):
    """Answers as a web server does, such as Dask's own dashboard."""

    def handle(self) -> None:
        """Answer before anything is asked."""
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.fixture
def web_server() -> Iterator[str]:
    """The address of something that is no scheduler."""
    with socketserver.TCPServer(("127.0.0.1", 0), BadRequest) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield "{}:{}".format(*server.server_address)
        server.shutdown()
        thread.join()


@pytest.fixture
def no_certificates() -> Iterator[None]:
    """Dask's configuration as it comes, whatever this machine's says."""
    with dask.config.set(dict.fromkeys(CERTIFICATES)):
        yield


def refused(address: str) -> str:
    """Give the sentence that says why there is no connection."""
    with pytest.raises(SourceError) as caught, connected(address, PATIENCE):
        pass
    return str(caught.value)


@pytest.mark.usefixtures("no_certificates")
def test_an_encrypted_address_without_certificates_says_what_to_set(castalia: Callable[..., Result], tea: Path) -> None:
    result = castalia("index", tea, "--distributed", f"tls://{NOBODY}")

    assert result.exit_code == 3
    said = result.stderr.splitlines()[-1]
    assert said.startswith(f"castalia: tls://{NOBODY} asks for certificates")
    assert all(f"DASK_DISTRIBUTED__COMM__TLS__{name}" in said for name in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY"))


def test_certificates_that_are_not_there_are_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.pem")

    with dask.config.set(dict.fromkeys(CERTIFICATES, missing)):
        said = refused(f"tls://{NOBODY}")

    assert said.startswith("Dask's certificates cannot be used (FileNotFoundError: ")


def test_an_address_that_dask_cannot_speak_to_says_what_to_install() -> None:
    assert "install what it needs for such an address" in refused(f"ucx://{NOBODY}")


@pytest.mark.parametrize("address", [f"tcp://{NOBODY}", "tcp://", "host", "nothing://host:1", "tcp://a..b:3"])
def test_an_address_without_a_scheduler_says_how_to_start_one(address: str) -> None:
    assert refused(address).startswith(f"no Dask scheduler answers at {address} (")


def test_a_server_that_is_no_scheduler_is_told_from_one(web_server: str) -> None:
    assert refused(f"tcp://{web_server}").startswith(f"no Dask scheduler answers at tcp://{web_server} (")


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = "tcp://{}:{}".format(*silent.getsockname())

        assert refused(address).startswith(f"no Dask scheduler answers at {address} (")


def test_the_loggers_of_dask_speak_again_afterwards() -> None:
    logger = logging.getLogger("distributed.client")
    level = logger.level

    refused(f"tcp://{NOBODY}")

    assert logger.level == level <= logging.WARNING
