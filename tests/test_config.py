"""Configuration: where values come from, which configuration is chosen, and what a mistake says."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from castalia.config import (
    Config,
    DevelopmentConfig,
    Environment,
    LocalConfig,
    ProductionConfig,
    addresses,
    get_config,
)
from castalia.errors import ConfigurationError

PASSWORD = "p@ss:w/o?r#d% [x"  # noqa: S105 - made up, with every character that breaks naive connection strings.


@pytest.fixture(autouse=True)
def _empty_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give each test an environment without our settings, and a current folder without ``.env``."""
    for name in Environment.model_fields | Config.model_fields:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def write_env_file(text: str) -> None:
    Path(".env").write_text(text, encoding="utf-8")


def test_without_any_setting_the_index_is_local() -> None:
    config = get_config()

    assert type(config) is LocalConfig
    assert config.engine == "sqlite"
    assert platformdirs.user_data_path("castalia", appauthor=False) == config.CASTALIA_HOME


def test_the_defaults_are_those_of_a_fresh_server() -> None:
    config = DevelopmentConfig()

    assert config.engine == "postgresql"
    assert config.POSTGRES_USERNAME == "postgres"
    assert config.POSTGRES_PASSWORD is None
    assert config.POSTGRES_DB_NAME == "postgres"
    assert config.hosts == ("localhost:5432",)
    assert config.read_hosts == ()


def test_searches_can_have_servers_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_READ_HOST", "a,b:1")
    monkeypatch.setenv("POSTGRES_PORT", "7")

    assert get_config().read_hosts == ("a:7", "b:1")


def test_the_hosts_of_the_service_are_names_without_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "Docs.example.org, search.internal,")

    assert get_config().allowed_hosts == {"docs.example.org", "search.internal"}


@pytest.mark.parametrize("hosts", ["https://docs.example.org", "docs.example.org:443", "*", "a b"])
def test_a_host_that_is_no_name_is_named(monkeypatch: pytest.MonkeyPatch, hosts: str) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)

    with pytest.raises(ConfigurationError, match=r"^ALLOWED_HOSTS is .* is no host name"):
        get_config()


def test_a_server_for_searches_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_READ_HOST", "a:b:c")

    with pytest.raises(ConfigurationError, match=r"^POSTGRES_READ_HOST is 'a:b:c': .*docs/settings\.md"):
        get_config()


@pytest.mark.parametrize(("name", "expected"), [("development", DevelopmentConfig), ("production", ProductionConfig)])
def test_env_picks_the_configuration(monkeypatch: pytest.MonkeyPatch, name: str, expected: type[Config]) -> None:
    monkeypatch.setenv("ENV", name)
    monkeypatch.setenv("POSTGRES_PASSWORD", PASSWORD)

    assert type(get_config()) is expected


def test_env_is_read_from_the_file_too() -> None:
    write_env_file("ENV=development\n")

    assert type(get_config()) is DevelopmentConfig


def test_an_empty_env_is_no_env(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "")

    assert type(get_config()) is LocalConfig


def test_an_unknown_env_is_an_error_that_names_the_three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "staging")

    with pytest.raises(ConfigurationError, match=r"'staging'.*development.*production.*unset"):
        get_config()


def test_production_is_on_another_host() -> None:
    write_env_file(f"ENV=production\nPOSTGRES_PASSWORD='{PASSWORD}'\n")

    config = get_config()

    assert config.hosts == ("db:5432",)
    assert config.POSTGRES_PASSWORD == SecretStr(PASSWORD)


@pytest.mark.parametrize("password", [None, "", "  ", "changeme", "Change-Me!", "changethis"])
def test_production_refuses_a_password_that_is_none(monkeypatch: pytest.MonkeyPatch, password: str | None) -> None:
    monkeypatch.setenv("ENV", "production")
    if password is not None:
        monkeypatch.setenv("POSTGRES_PASSWORD", password)

    with pytest.raises(ConfigurationError, match=r"^POSTGRES_PASSWORD: .*refuses.*\.env"):
        get_config()


@pytest.mark.parametrize("name", ["POSTGRES_READ_PASSWORD", "CASTALIA_METRICS_TOKEN"])
def test_production_refuses_any_secret_that_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("ENV", "production")
    monkeypatch.setenv("POSTGRES_PASSWORD", PASSWORD)
    monkeypatch.setenv(name, "change-me")

    with pytest.raises(ConfigurationError, match=rf"^{name}: .*refuses") as caught:
        get_config()
    assert "change-me" not in str(caught.value)


@pytest.mark.parametrize("text", ["10.0.0.2", "10.0.0.0/8, ::1", "*", ""])
def test_proxies_that_are_trusted_are_addresses_or_networks(text: str) -> None:
    assert Config(CASTALIA_TRUSTED_PROXIES=text).trusted_proxies == tuple(filter(None, text.split(", ")))


@pytest.mark.parametrize("text", ["proxy", "10.0.0.1/8", "10.0.0", "1.2.3.4:80", "**"])
def test_a_proxy_that_is_no_address_is_an_error_with_its_value(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("CASTALIA_TRUSTED_PROXIES", text)

    with pytest.raises(ConfigurationError, match=r"^CASTALIA_TRUSTED_PROXIES is .*such as 10\.0\.0\.2"):
        get_config()


def test_production_accepts_a_password_of_signs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_PASSWORD", "!!$%&/()=!!")

    assert ProductionConfig().POSTGRES_PASSWORD == SecretStr("!!$%&/()=!!")


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    write_env_file("POSTGRES_USERNAME=file\nPOSTGRES_DB_NAME=file\n")
    monkeypatch.setenv("POSTGRES_USERNAME", "environment")

    config = get_config()

    assert (config.POSTGRES_USERNAME, config.POSTGRES_DB_NAME) == ("environment", "file")
    assert config.POSTGRES_PORT == Config.model_fields["POSTGRES_PORT"].default


def test_a_copy_of_the_example_file_changes_nothing() -> None:
    before = get_config()
    write_env_file((Path(__file__).parent.parent / ".env.example").read_text(encoding="utf-8"))

    assert get_config() == before


def test_every_call_reads_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    before = get_config()
    monkeypatch.setenv("POSTGRES_PORT", "6000")

    assert before.POSTGRES_PORT != get_config().POSTGRES_PORT == 6000


def test_a_file_from_a_windows_editor_is_read() -> None:
    Path(".env").write_bytes(b"\xef\xbb\xbfPOSTGRES_DB_NAME=docs\r\nUNKNOWN=1\r\n")

    assert get_config().POSTGRES_DB_NAME == "docs"


def test_a_file_that_is_not_text_is_an_error_with_its_name() -> None:
    Path(".env").write_bytes(b"POSTGRES_PASSWORD=\xff\xfe\n")

    with pytest.raises(ConfigurationError, match=r"\.env cannot be read: .*UTF-8"):
        get_config()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "a few", "54.32"])
def test_a_port_out_of_bounds_is_an_error_with_its_value(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("POSTGRES_PORT", port)

    with pytest.raises(ConfigurationError, match=rf"^POSTGRES_PORT is '{port}': .*docs/settings\.md"):
        get_config()


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "production")
    monkeypatch.setenv("POSTGRES_PORT", "x")
    monkeypatch.setenv("POSTGRES_HOST", "a:b:c")

    with pytest.raises(ConfigurationError, match=r"POSTGRES_PASSWORD.*POSTGRES_HOST.*POSTGRES_PORT"):
        get_config()


def test_no_error_shows_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_PASSWORD", PASSWORD)
    monkeypatch.setenv("POSTGRES_HOST", f"postgresql://me:{PASSWORD}@db")

    with pytest.raises(ConfigurationError) as caught:
        get_config()
    with pytest.raises(ValidationError) as raw:
        Config()

    assert "POSTGRES_HOST" in str(caught.value)
    assert caught.value.__cause__ is None
    assert PASSWORD not in str(caught.value) + str(raw.value)


def test_no_representation_shows_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_PASSWORD", PASSWORD)
    config = DevelopmentConfig()

    shown = [repr(config), str(config), repr(config.model_dump()), config.model_dump_json()]

    assert [text for text in shown if PASSWORD in text] == []


def test_a_configuration_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        get_config().POSTGRES_PORT = 1


def test_the_home_folder_may_be_written_with_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASTALIA_HOME", "~/castalia")

    assert get_config().CASTALIA_HOME == Path.home() / "castalia"


def test_a_relative_home_folder_stays_where_it_was_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CASTALIA_HOME", "data")

    assert get_config().CASTALIA_HOME == tmp_path / "data"


def test_the_home_folder_of_an_unknown_user_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASTALIA_HOME", "~no-such-user/castalia")

    with pytest.raises(ConfigurationError, match=r"^CASTALIA_HOME is .*whole path"):
        get_config()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("db", ("db:1234",)),
        ("a:5432,b:5433", ("a:5432", "b:5433")),
        (" a , 10.0.0.1:1 ", ("a:1234", "10.0.0.1:1")),
        ("::1", ("[::1]:1234",)),
        ("[::1],[fe80::1%eth0]:99", ("[::1]:1234", "[fe80::1%eth0]:99")),
        ("/run/postgresql", ("/run/postgresql:1234",)),
    ],
)
def test_hosts_are_split_and_completed_with_the_port(text: str, expected: tuple[str, ...]) -> None:
    assert addresses(text, default_port=1234) == expected


@pytest.mark.parametrize("text", ["", "a,", ",a", "a:", "a:0", "a:65536", "a:b", "a b", "[::1", "me@db", "http://db"])
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="each host is written as"):
        addresses(text, default_port=1234)


@given(st.text())
def test_any_text_is_split_or_refused_and_splits_again_to_the_same(text: str) -> None:
    try:
        hosts = addresses(text, default_port=1234)
    except ValueError:
        return

    assert addresses(",".join(hosts), default_port=1) == hosts
