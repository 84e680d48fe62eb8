"""What stands beside the code for operators: Compose, the image, systemd, the proxy; each as hard as it says."""

from __future__ import annotations

import configparser
import importlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from castalia.cli.main import app
from castalia.config import Config, Environment

ROOT = Path(__file__).parent.parent
SETTINGS = (Environment.model_fields | Config.model_fields).keys()

NOT_IN_COMPOSE = {"CASTALIA_HOME", "POSTGRES_PGBOUNCER", "POSTGRES_SSL", "POSTGRES_SSL_ROOT_CERT"}
"""The image says where the volume lies; between the containers stands no PgBouncer, and nobody who listens."""


def compose() -> dict[str, Any]:
    # Typed as anything: the checkers know the package, which comes with schemathesis, by name only.
    yaml: Any = importlib.import_module("yaml")
    document: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return document


SERVICES = compose()["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_runs_as_root_or_can_change_its_file_system(name: str) -> None:
    service = SERVICES[name]
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    user = service.get("user") or re.findall(r"^USER (\S+)$", image, re.MULTILINE)[-1]

    assert int(user.split(":")[0]) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "/tmp" in " ".join(service["tmpfs"])  # noqa: S108 - What the container has there is its own.


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_says_how_it_is(name: str) -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert "healthcheck" in SERVICES[name] or ("build" in SERVICES[name] and "HEALTHCHECK" in image)


def test_every_volume_and_network_that_is_used_is_declared_and_no_other() -> None:
    whole = compose()
    mounts = [mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])]
    files = {mount for mount in mounts if mount.startswith("./")}

    assert set(mounts) - files == set(whole["volumes"])
    assert {network for service in SERVICES.values() for network in service["networks"]} == set(whole["networks"])
    assert [file for file in files if not (ROOT / file).is_file()] == []


def test_the_databases_can_be_reached_by_the_service_alone() -> None:
    assert compose()["networks"]["database"] == {"internal": True}
    for name in ("db", "replica"):
        assert SERVICES[name]["networks"] == ["database"]
        assert "ports" not in SERVICES[name]
    assert [port.split(":")[0] for port in SERVICES["castalia"]["ports"]] == ["127.0.0.1"]


def test_the_service_gets_every_setting_and_no_other() -> None:
    assert set(SERVICES["castalia"]["environment"]) == set(SETTINGS) - NOT_IN_COMPOSE


def test_what_is_optional_starts_only_when_it_is_asked_for() -> None:
    optional = {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service}

    assert optional == {"replica": ["replica"], "proxy": ["proxy"]}


@pytest.mark.parametrize("script", sorted((ROOT / "contrib").glob("*.sh")), ids=lambda path: path.name)
def test_a_script_of_a_container_is_written_in_its_language(script: Path) -> None:
    shell = script.read_text(encoding="utf-8").splitlines()[0].removeprefix("#!")

    subprocess.run([shell, "-n", str(script)], check=True)


def unit() -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # The documented way to keep capitals.
    parser.read(ROOT / "contrib" / "castalia.service", encoding="utf-8")
    return parser


def test_the_unit_starts_what_the_command_line_knows() -> None:
    command = unit()["Service"]["ExecStart"].split()
    offered = CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output

    assert command[:2] == ["/opt/castalia/bin/castalia", "serve"]
    assert [option for option in command if option.startswith("--") and option not in offered] == []


def test_the_unit_gives_the_service_time_to_end_and_nothing_to_write_but_its_own() -> None:
    service = unit()["Service"]

    assert int(service["TimeoutStopSec"]) == 30
    assert (service["DynamicUser"], service["ProtectSystem"], service["NoNewPrivileges"]) == ("yes", "strict", "yes")
    assert service["StateDirectory"] == "castalia"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    text = (ROOT / "contrib" / "castalia.service").read_text(encoding="utf-8")
    copy = tmp_path / "castalia.service"
    copy.write_text(text.replace("/opt/castalia/bin/castalia", "/bin/true"), encoding="utf-8")

    verified = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False)

    assert [line for line in verified.stderr.splitlines() if "castalia.service" in line] == []


def test_the_proxy_keeps_the_metrics_to_itself_and_overwrites_what_clients_claim() -> None:
    text = (ROOT / "contrib" / "nginx.conf").read_text(encoding="utf-8")

    assert re.search(r"location = /metrics \{\s+return 404;", text)
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "auth_basic" in text


@pytest.mark.skipif(not shutil.which("nginx"), reason="there is no nginx here")
def test_nginx_understands_its_configuration(tmp_path: Path) -> None:
    site = (ROOT / "contrib" / "nginx.conf").read_text(encoding="utf-8").replace("castalia:8000", "127.0.0.1:8000")
    (tmp_path / "site.conf").write_text(site, encoding="utf-8")
    http = f"http {{ access_log off; include {tmp_path}/site.conf; }}"
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} {http}\n"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")

    subprocess.run(["nginx", "-t", "-q", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")], check=True)
