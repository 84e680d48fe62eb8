"""What an archive says of its members, checked before any of them is written."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from castalia.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

    from castalia.source.limits import Limits

DRIVE = re.compile(r"[A-Za-z]:")
NAME_LENGTH = 1024
PART_BYTES = 255
SHOWN_LENGTH = 120
ADVICE = "download the archive again from a place that you trust"


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of an archive.

    Args:
        name: Its name as the archive writes it.
        size: The unpacked size that the archive declares.
        kind: ``file``, ``folder``, or what else it is, in words for a message.
    """

    name: str
    size: int
    kind: str


def write_member(content: IO[bytes], target: Path) -> None:
    """Write one member to a place where nothing is yet."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(content, file)


class MemberCheck:
    """The rules that all members of one archive keep together: names, kinds, sizes, number.

    Args:
        archive: What the user calls the archive, for messages.
        packed: The size of the archive.
        limits: How much is accepted.
    """

    def __init__(self, archive: str, *, packed: int, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._allowed = limits.unpacked_bytes(packed)
        self._count = 0
        self._total = 0
        self._files: set[str] = set()

    def accept(self, member: Member) -> str:
        """Give the member's place relative to the target folder; empty for the target folder itself.

        Raises:
            ArchiveError: The member, or the sum of all until now, breaks a rule.
        """
        path = self._place(member.name)
        if member.kind not in ("file", "folder"):
            self._refuse(member.name, f"is {member.kind}")
        self._count += 1
        if self._count > self._limits.members:
            most = f"{self._limits.members:,}"
            raise ArchiveError(f"{self._archive} was refused: it holds more than {most} members; {ADVICE}")
        if member.kind == "file":
            self._add_file(member, path)
        return path

    def _add_file(self, member: Member, path: str) -> None:
        if not path:
            self._refuse(member.name, "is a file without a name")
        if path in self._files:
            self._refuse(member.name, "is there twice")
        self._files.add(path)
        if member.size > self._limits.member_bytes:
            self._refuse(member.name, f"is larger than {self._limits.member_bytes:,} bytes")
        self._total += member.size
        if self._total > self._allowed:
            raise ArchiveError(
                f"{self._archive} was refused: it unpacks to more than {self._allowed:,} bytes; {ADVICE}"
            )

    def _place(self, name: str) -> str:
        if not name.isprintable() or len(name) > NAME_LENGTH:
            self._refuse(name, "has a name that is no path")
        if "\\" in name or DRIVE.match(name):
            self._refuse(name, "has a name with a drive or a backslash")
        if name.startswith("/"):
            self._refuse(name, "has an absolute path")
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if ".." in parts:
            self._refuse(name, "leads out of the target folder")
        if len(parts) > self._limits.depth or any(len(part.encode()) > PART_BYTES for part in parts):
            self._refuse(name, "has a path that is too deep or too long")
        return "/".join(parts)

    def _refuse(self, name: str, reason: str) -> NoReturn:
        raise ArchiveError(f"{self._archive} was refused: its member {name[:SHOWN_LENGTH]!r} {reason}; {ADVICE}")
