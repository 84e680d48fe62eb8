"""Debian's documentation package: asked for, unpacked, and gone at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.errors import SourceError
from castalia.source.debian import DebianSource
from tests.source.distribution import FakeDistribution, no_distribution
from tests.source.documentation import PAGES

if TYPE_CHECKING:
    from pathlib import Path


def test_the_package_is_downloaded_and_unpacked_and_removed(tmp_path: Path) -> None:
    distribution = FakeDistribution()

    with DebianSource(workspace=tmp_path, runner=distribution, superuser=False) as source:
        assert source.paths() == PAGES
        assert source.release.full == "3.11.2"
        assert source.location == "Debian package python3.11-doc 3.11.2-6"

    assert list(tmp_path.iterdir()) == []
    assert [" ".join(command[:2]) for command in distribution.commands] == [
        "apt-cache depends",
        "apt-get download",
        "dpkg-deb -x",
    ]


def test_missing_lists_are_refreshed_where_that_is_allowed(tmp_path: Path) -> None:
    distribution = FakeDistribution(has_lists=False)

    with DebianSource(workspace=tmp_path, runner=distribution, superuser=True) as source:
        assert source.paths() == PAGES

    assert [command[1] for command in distribution.commands] == ["depends", "update", "depends", "download", "-x"]


def test_missing_lists_are_named_where_they_may_not_be_refreshed(tmp_path: Path) -> None:
    distribution = FakeDistribution(has_lists=False)

    with pytest.raises(SourceError, match=r"no package python3-doc: run `sudo apt-get update`"):
        DebianSource(workspace=tmp_path, runner=distribution, superuser=False).__enter__()

    assert [command[1] for command in distribution.commands] == ["depends"]
    assert list(tmp_path.iterdir()) == []


def test_apt_downloads_as_the_superuser_when_it_is_run_by_one(tmp_path: Path) -> None:
    distribution = FakeDistribution()

    with DebianSource(workspace=tmp_path, runner=distribution, superuser=True):
        pass

    assert ("apt-get", "download", "-o", "APT::Sandbox::User=root", "python3.11-doc") in distribution.commands


@pytest.mark.parametrize("version", ["3.11", "3.11.2"])
def test_a_version_that_the_distribution_has_is_found(tmp_path: Path, version: str) -> None:
    with DebianSource(workspace=tmp_path, runner=FakeDistribution(), superuser=False, version=version) as source:
        assert source.release.version == "3.11"


def test_a_version_that_the_distribution_does_not_have_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"apt-get download python3\.12-doc` failed: E: Unable to locate package"):
        DebianSource(workspace=tmp_path, runner=FakeDistribution(), superuser=False, version="3.12").__enter__()


def test_another_release_of_the_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"is Python 3\.11\.2, not 3\.11\.9"):
        DebianSource(workspace=tmp_path, runner=FakeDistribution(), superuser=False, version="3.11.9").__enter__()

    assert list(tmp_path.iterdir()) == []


def test_a_package_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"python3\.11-doc 3\.11\.2-6 holds no HTML documentation"):
        DebianSource(workspace=tmp_path, runner=FakeDistribution(has_pages=False), superuser=False).__enter__()


def test_a_system_without_apt_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="apt-cache is not installed"):
        DebianSource(workspace=tmp_path, runner=no_distribution, superuser=False).__enter__()
