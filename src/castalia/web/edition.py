"""Which documentation an address means: its ``version`` segment comes in, project and version go out.

Python's own documentation is addressed by the version alone, ``3.13``; another project's carries its
name, ``django@5.2``. The same text stands in ``/docs/{edition}/...`` and in ``/search?version=``.
"""

from __future__ import annotations

from typing import NamedTuple

DEFAULT_PROJECT = "python"


class Edition(NamedTuple):
    """One project's documentation in one version, ``None`` standing for its newest stable one."""

    project: str = DEFAULT_PROJECT
    version: str | None = None

    @property
    def segment(self) -> str:
        """Give the text that addresses use: ``3.13``, ``django@5.2``, or nothing for Python's newest."""
        if self.project == DEFAULT_PROJECT:
            return self.version or ""
        return f"{self.project}@{self.version or ''}"


def parse_edition(segment: str) -> Edition:
    """Read what ``Edition.segment`` wrote.

    >>> parse_edition("django@5.2")
    Edition(project='django', version='5.2')
    """
    project, separator, version = segment.strip().rpartition("@")
    return Edition(project if separator and project else DEFAULT_PROJECT, version or None)
