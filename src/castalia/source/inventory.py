"""`objects.inv`: every name that a Sphinx documentation declares, and where."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from castalia.errors import SourceError
from castalia.source.limits import STANDARD

if TYPE_CHECKING:
    from castalia.source.limits import Limits

SIGNATURE = "# Sphinx inventory version 2"
HEADER_LINES = 4
HEADER_BYTES = 4096
LINE_LENGTH = 8192

# One pass over a line: a name may hold blanks, and ends where role, priority and address follow.
DECLARATION = re.compile(r" (?P<role>[^\s:]+:\S+) -?\d+ (?P<address>\S+) (?P<title>.*)")
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class InventoryEntry:
    """One declared name.

    Args:
        name: The full name, such as ``os.walk``.
        role: Domain and role, such as ``py:function``, ``std:label``, ``c:macro``.
        path: The page that declares it, such as ``library/os.html``.
        anchor: The id on that page, ``$`` already replaced; may be empty.
        title: What to call it: the name itself, or a label's heading.
    """

    name: str
    role: str
    path: str
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """A whole inventory.

    Args:
        project: The name of the project, such as ``Python``; may be empty.
        version: The version as the project writes it, such as ``3.13``; may be empty.
        entries: Every declared name in the inventory's order.
    """

    project: str
    version: str
    entries: tuple[InventoryEntry, ...]


def read_inventory(content: bytes, *, location: str, limits: Limits = STANDARD) -> Inventory:
    """Read an inventory of Sphinx.

    Entries that point outside of the documentation, or that are no declaration, are dropped.

    Args:
        content: The bytes of ``objects.inv``.
        location: Where they come from, for messages.
        limits: How large an inventory is accepted.

    Raises:
        SourceError: It is no inventory, is damaged, or is too large.
    """
    project, version, body = read_header(content, location=location)
    text = _decode(_decompress(body, location=location, limit=limits.inventory_bytes), location=location)
    if text.count("\n") > limits.inventory_entries:
        raise SourceError(f"{location} declares more than {limits.inventory_entries:,} names: {ADVICE}")
    entries = (_entry(line) for line in text.split("\n"))
    return Inventory(project, version, tuple(dict.fromkeys(entry for entry in entries if entry is not None)))


def read_header(content: bytes, *, location: str) -> tuple[str, str, bytes]:
    """Take project, version and the compressed rest from an inventory.

    Raises:
        SourceError: It is no inventory of the version that Castalia reads.
    """
    lines = content[:HEADER_BYTES].split(b"\n")[:HEADER_LINES]
    header = [_decode(line, location=location).strip() for line in lines]
    if header[0] != SIGNATURE:
        raise SourceError(f"{location} begins with {header[0][:40]!r} instead of {SIGNATURE!r}: {ADVICE}")
    if len(content[:HEADER_BYTES].split(b"\n")) <= HEADER_LINES or "zlib" not in header[-1]:
        raise SourceError(f"{location} has no complete header: {ADVICE}")
    start = sum(len(line) + 1 for line in lines)
    return _field(header[1], "# Project:"), _field(header[2], "# Version:"), content[start:]


ADVICE = "build the documentation again with Sphinx, or download it again"


def _field(line: str, label: str) -> str:
    return CONTROL.sub("", line.removeprefix(label)).strip() if line.startswith(label) else ""


def _decode(content: bytes, *, location: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise SourceError(f"{location} is not UTF-8 ({error.reason}): {ADVICE}") from error


def _decompress(body: bytes, *, location: str, limit: int) -> bytes:
    decompressor = zlib.decompressobj()
    try:
        unpacked = decompressor.decompress(body, limit + 1)
    except zlib.error as error:
        raise SourceError(f"{location} is damaged ({error}): {ADVICE}") from error
    if len(unpacked) > limit:
        raise SourceError(f"{location} unpacks to more than {limit:,} bytes: {ADVICE}")
    if not decompressor.eof:
        raise SourceError(f"{location} ends too early: {ADVICE}")
    return unpacked


def _entry(line: str) -> InventoryEntry | None:
    line = line.rstrip()
    if not line or line.startswith("#") or len(line) > LINE_LENGTH or CONTROL.search(line):
        return None
    declaration = DECLARATION.search(line + " ")
    if declaration is None or not (name := line[: declaration.start()].strip()):
        return None
    address, title = declaration["address"], declaration["title"].strip()
    if address.endswith("$"):
        address = address[:-1] + name
    page, _, anchor = address.partition("#")
    path = _path(unquote(page))
    return (
        InventoryEntry(name, declaration["role"], path, anchor, name if title in ("-", "") else title) if path else None
    )


def _path(page: str) -> str:
    """Give the page's place, or nothing when it lies outside of the documentation."""
    path = f"{page}index.html" if not page or page.endswith("/") else page
    parts = path.split("/")
    escapes = ".." in parts or "" in parts or "\\" in path or ":" in parts[0]
    return "" if escapes or CONTROL.search(path) else path
