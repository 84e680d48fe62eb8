"""How much each client may ask: counted evenly, told in headers, remembered within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castalia.web.middleware.rate_limit import WINDOW, RateLimit, client_key
from tests.fakes import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_client_may_use_its_whole_allowance_at_once_and_no_more(clock: Clock) -> None:
    limit = RateLimit(3, clock=clock)

    answers = [limit.ask("a") for _ in range(4)]

    assert [each.granted for each in answers] == [True, True, True, False]
    assert [each.remaining for each in answers] == [2, 1, 0, 0]
    assert answers[-1].headers == {
        "RateLimit-Limit": "3",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "60",
        "RateLimit-Policy": "3;w=60",
    }
    assert answers[-1].retry_after == 20


def test_an_allowance_comes_back_evenly(clock: Clock) -> None:
    limit = RateLimit(6, clock=clock)
    while limit.ask("a").granted:
        pass

    clock.now += limit.ask("a").retry_after

    assert [limit.ask("a").granted for _ in range(2)] == [True, False]


def test_what_is_refused_costs_nothing(clock: Clock) -> None:
    limit = RateLimit(2, clock=clock)
    for _ in range(50):
        limit.ask("a")

    clock.now += WINDOW / 2

    assert limit.ask("a").granted


def test_clients_do_not_take_from_each_other(clock: Clock) -> None:
    limit = RateLimit(1, clock=clock)

    assert [limit.ask(client).granted for client in ("a", "b", "a", "b")] == [True, True, False, False]


def test_only_so_many_clients_are_remembered(clock: Clock) -> None:
    limit = RateLimit(1, clock=clock, most_clients=2)
    for client in ("a", "b", "c"):
        limit.ask(client)

    assert limit.ask("a").granted
    assert not limit.ask("c").granted


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("x" * 1000, "x" * 100),
    ],
)
def test_a_client_is_what_can_have_no_more_addresses(host: str, key: str) -> None:
    assert client_key(host) == key


@given(st.integers(1, 1000), st.lists(st.floats(0, 90), max_size=40))
def test_no_pauses_let_more_through_than_the_allowance_and_what_came_back(limit: int, pauses: list[float]) -> None:
    clock = Clock()
    rate, granted, start = RateLimit(limit, clock=clock), 0, clock.now
    for pause in pauses:
        clock.now += pause
        answer = rate.ask("a")
        granted += answer.granted
        assert answer.granted or answer.retry_after > 0
        assert 0 <= answer.remaining <= limit
        assert 0 <= answer.reset <= WINDOW + 1

    assert granted <= limit + (clock.now - start) / WINDOW * limit + 1
