"""Where a command runs comes in; which version of Python that is about goes out, for ``--version auto``.

A project says it with ``requires-python``: its code must run with the oldest version that this allows. Elsewhere it
is the active virtual environment's version, and else the version of the Python that runs Castalia.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from castalia.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROJECT_FILE = "pyproject.toml"
ENVIRONMENT_FILE = "pyvenv.cfg"

LINE = re.compile(r"^version(?:_info)?\s*=\s*(\d+\.\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OwnVersion:
    """Which version is meant.

    Args:
        allowed: What a project asks for; ``3.12`` as ``==3.12.*``.
        reason: Where it says so.
    """

    allowed: SpecifierSet
    reason: str

    def oldest(self, versions: Sequence[str]) -> str | None:
        """Give the oldest of some versions that is meant; none where none is.

        Args:
            versions: Such as ``3.14``; the newest patch release of each is meant.
        """
        meant = [version for version in versions if is_allowed(version, self.allowed)]
        return min(meant, key=Version, default=None)


def own_version(folder: Path, environment: Mapping[str, str]) -> OwnVersion:
    """Find out which version is meant in a folder.

    Args:
        folder: Where the command runs; the project may begin in a folder above.
        environment: Its environment variables.

    Raises:
        ConfigurationError: A project's file cannot be read, or asks for what is no version.
    """
    for each in (folder, *folder.parents):
        file = each / PROJECT_FILE
        if file.is_file():
            required = _required(file)
            if required is not None:
                return OwnVersion(required, f"requires-python in {file}")
            break
    active = environment.get("VIRTUAL_ENV", "")
    if active and (version := _version_of(Path(active))):
        return OwnVersion(SpecifierSet(f"=={version}.*"), f"the virtual environment {active}")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return OwnVersion(SpecifierSet(f"=={version}.*"), f"the Python that runs Castalia, {sys.executable}")


def is_allowed(version: str, allowed: SpecifierSet) -> bool:
    """Tell whether some release of a version is allowed, its newest one."""
    try:
        return allowed.contains(Version(f"{Version(version)}.999"), prereleases=True)
    except InvalidVersion:
        return False


def _required(file: Path) -> SpecifierSet | None:
    """Read what a project requires; none where it does not say so."""
    try:
        with file.open("rb") as opened:
            required = tomllib.load(opened).get("project", {}).get("requires-python")
        return None if required is None else SpecifierSet(str(required))
    except (OSError, ValueError, AttributeError, InvalidSpecifier) as error:
        message = f"{file} does not tell which Python it requires: {error}. Correct it, or say --version 3.13."
        raise ConfigurationError(message) from None


def _version_of(environment: Path) -> str:
    try:
        match = LINE.search((environment / ENVIRONMENT_FILE).read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""
    return match[1] if match else ""
