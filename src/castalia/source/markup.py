"""The bytes of a page, decoded: UTF-8, else the character set that the page declares."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from typing import TYPE_CHECKING

from castalia.errors import DocumentError
from castalia.source.nesting import check_depth

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
DECLARATION_BYTES = 4096

# Python also calls compression, escapes and domain names encodings; some of them take quadratic time.
CHARACTER_SETS = re.compile(
    r"ascii|utf-8|iso8859-\d+|cp\d+|koi8-[rtu]|gb\w+|hz|big5\w*|euc_\w+|shift_jis\w*|mac-\w+|tis-620"
)


def read_markup(file: Path, *, path: str, limit: int) -> str:
    """Read and decode one page.

    Args:
        file: The file that holds it; one that ends in ``.gz`` is unpacked.
        path: How messages call the page.
        limit: The bytes that it may have.

    Raises:
        DocumentError: It cannot be read, is too large, is not text, or is nested too deeply to be parsed.
    """
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
            content = stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DocumentError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(content) > limit:
        raise DocumentError(f"{path} is larger than {limit:,} bytes and was left out")
    html = decode_markup(content, path=path)
    check_depth(html, path=path)
    return html


def decode_markup(content: bytes, *, path: str) -> str:
    """Decode one page.

    Raises:
        DocumentError: It is not text in UTF-8, nor in the character set that it declares.
    """
    if b"\0" in content:
        raise DocumentError(f"{path} is not text, for it holds NUL bytes, and was left out")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        character_set = _declared(content)
        if character_set in ("", "utf-8"):
            raise DocumentError(f"{path} is not UTF-8, declares no other character set, and was left out") from error
    try:
        return content.decode(character_set)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path} is neither UTF-8 nor {character_set}, which it declares, and was left out"
        ) from error


def _declared(content: bytes) -> str:
    found = DECLARED.search(content[:DECLARATION_BYTES])
    if found is None:
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return ""
    return name if CHARACTER_SETS.fullmatch(name) else ""
