"""Under which names the service is reached: those that cannot be anybody else's, and those that the setting gives."""

from __future__ import annotations

import pytest

from castalia.web.middleware.known_hosts import KnownHosts

HOSTS = KnownHosts(frozenset({"docs.example.org"}))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LOCALHOST",
        "castalia.localhost:8000",
        "127.0.0.1:8000",
        "10.1.2.3",
        "[::1]:8000",
        "[fe80::1]",
        "docs.example.org",
        "Docs.Example.Org:443",
        "docs.example.org.",
    ],
)
def test_a_host_of_ours_is_admitted(host: str) -> None:
    assert HOSTS.admits(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "docs.example.org.evil.example",
        "evil-docs.example.org",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example#localhost",
        "user@localhost",
        "localhost:8000/path",
        "localhost:port",
        "localhost\r\nX: y",
        "localhost ",
        "::1",
        "[localhost]",
        "\N{FULLWIDTH DIGIT ONE}27.0.0.1",
        "x" * 300,
    ],
)
def test_any_other_host_is_not(host: str) -> None:
    assert not HOSTS.admits(host)


@pytest.mark.parametrize("origin", ["http://localhost:8000", "https://docs.example.org", "http://[::1]:8000"])
def test_an_origin_of_ours_is_admitted(origin: str) -> None:
    assert HOSTS.admits_origin(origin)


@pytest.mark.parametrize("origin", ["null", "", "https://evil.example", "file://localhost", "localhost", "http://"])
def test_any_other_origin_is_not(origin: str) -> None:
    assert not HOSTS.admits_origin(origin)
