"""What settings accept, refuse and hide."""

from __future__ import annotations

import pytest
from pydantic import SecretStr, ValidationError

from castalia.database.settings import PostgresSettings, SQLiteSettings, resolve, split_address


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("db", ("db", 5432)),
        ("db:5433", ("db", 5433)),
        ("10.0.0.1:1", ("10.0.0.1", 1)),
        ("[::1]", ("::1", 5432)),
        ("[::1]:5433", ("::1", 5433)),
        ("/run/postgresql", ("/run/postgresql", 5432)),
        ("/run/postgresql:5433", ("/run/postgresql", 5433)),
    ],
)
def test_an_address_is_split(address: str, expected: tuple[str, int]) -> None:
    assert split_address(address) == expected


@pytest.mark.parametrize("address", ["", ":5432", "db:", "db:0", "db:65536", "db:x", "::1", "u@db", "a,b", "a b", "[]"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="each host is written as"):
        PostgresSettings(username="u", name="n", hosts=(address,))


def test_at_least_one_host_is_needed() -> None:
    with pytest.raises(ValidationError):
        PostgresSettings(username="u", name="n", hosts=())


def test_the_port_of_pgbouncer_asks_for_its_switch() -> None:
    with pytest.raises(ValidationError, match="pgbouncer=True"):
        PostgresSettings(username="u", name="n", hosts=("db:6432",))

    assert PostgresSettings(username="u", name="n", hosts=("db:6432",), pgbouncer=True).pgbouncer


def test_the_server_must_give_a_statement_up_before_the_client_does() -> None:
    with pytest.raises(ValidationError, match="below command_timeout"):
        PostgresSettings(username="u", name="n", statement_timeout=30, command_timeout=30)


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(ValidationError):
        PostgresSettings.model_validate({"username": "u", "name": "n", "pool_sise": 1})


def test_a_password_is_not_shown() -> None:
    settings = PostgresSettings(username="u", name="n", password=SecretStr("wonderland"))

    assert "wonderland" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_a_refused_setting_does_not_show_the_password() -> None:
    with pytest.raises(ValidationError) as caught:
        PostgresSettings.model_validate({"username": "u", "name": "n", "hosts": ["u:wonderland@db"]})

    assert "wonderland" not in str(caught.value)


def test_settings_may_come_from_a_function() -> None:
    settings = SQLiteSettings(pool_timeout=1)

    assert resolve(lambda: settings) is settings
    assert resolve(settings) is settings
