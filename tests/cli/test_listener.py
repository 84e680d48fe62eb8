"""Binding an address, and saying why that cannot be."""

from __future__ import annotations

import errno
import socket

import pytest

from castalia.cli.listener import listen, refusal, url_of
from castalia.errors import ConfigurationError


def test_nobody_is_answered_before_a_server_takes_over() -> None:
    with listen("127.0.0.1", 0) as listener, pytest.raises(ConnectionRefusedError):
        socket.create_connection(listener.getsockname())


def test_a_port_in_use_is_said_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(ConfigurationError, match=rf"port {port} of 127\.0\.0\.1 is in use.*--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 300, ".", "256.0.0.1"])
def test_an_unknown_host_is_said_with_what_to_do(host: str) -> None:
    with pytest.raises(ConfigurationError, match="--host"):
        listen(host, 0)


def test_an_address_of_another_machine_is_said_with_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match=r"cannot listen on http://192\.0\.2\.1:\d+/.*--host"):
        listen("192.0.2.1", 0)


def test_a_port_that_needs_rights_is_said_with_what_to_do() -> None:
    message = refusal(OSError(errno.EACCES, "Permission denied"), host="127.0.0.1", port=80)

    assert message == "this user may not listen on http://127.0.0.1:80/; choose a port from 1024 on with --port"


@pytest.mark.parametrize(("host", "url"), [("127.0.0.1", "http://127.0.0.1:8000/"), ("::1", "http://[::1]:8000/")])
def test_an_address_is_one_to_open_in_a_browser(host: str, url: str) -> None:
    assert url_of(host, 8000) == url
