"""A distribution that has a documentation package, and the commands that give it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from castalia.errors import SourceError
from tests.source.documentation import write_documentation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass
class FakeDistribution:
    """Runs the commands of a Debian that never was.

    Args:
        full: The release of its documentation package.
        has_lists: Whether it has package lists; refreshing gives them.
        has_pages: Whether its package holds what its name promises.
    """

    full: str = "3.11.2"
    has_lists: bool = True
    has_pages: bool = True
    commands: list[tuple[str, ...]] = field(default_factory=list)

    def __call__(self, command: Sequence[str], *, folder: Path, seconds: float) -> str:
        """Run a command."""
        assert seconds > 0
        self.commands.append(tuple(command))
        match [part for part in command if part != "-o" and "::" not in part]:
            case ["apt-get", "update"]:
                self.has_lists = True
                return ""
            case ["apt-cache", "depends", "python3-doc"]:
                return f"python3-doc\n  Depends: {self._package}\n  Suggests: python3\n" if self.has_lists else ""
            case ["apt-get", "download", name] if name == self._package and self.has_lists:
                (folder / f"{name}_{self.full}-6_all.deb").write_text("a package")
                return ""
            case ["dpkg-deb", "-x", _, target] if self.has_pages:
                html = write_documentation(folder / target / "usr/share/doc/python3.11/html", full=self.full)
                (html / "_static" / "jquery.js").symlink_to("../../../../javascript/jquery/jquery.js")
                return ""
            case ["dpkg-deb", *_]:
                return ""
        raise SourceError(f"`{' '.join(command)}` failed: E: Unable to locate package")

    @property
    def _package(self) -> str:
        return f"python{'.'.join(self.full.split('.')[:2])}-doc"


def no_distribution(command: Sequence[str], *, folder: Path, seconds: float) -> str:
    """Fail as a system does that has no such commands."""
    assert folder.is_dir()
    assert seconds > 0
    raise SourceError(f"{command[0]} is not installed")
