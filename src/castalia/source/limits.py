"""The bounds that keep a forged or broken documentation from filling memory or disk."""

from __future__ import annotations

from dataclasses import dataclass

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE
GIBIBYTE = 1024 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of everything is accepted; the real documentations of Python stay below a tenth of each.

    Args:
        download_bytes: The size of a downloaded file.
        download_seconds: The time that one download may take in all.
        members: The number of files and folders in an archive or folder.
        depth: The number of parts that a path may have.
        member_bytes: The unpacked size of one file in an archive.
        total_bytes: The unpacked size of an archive.
        ratio: Unpacked bytes for each byte of the archive.
        ratio_floor: The unpacked size up to which no ratio is too high; small archives of text pack well.
        page_bytes: The size of one page.
        asset_bytes: The size of one image or download; larger ones are left out.
        assets_bytes: The size of all images and downloads; those after are left out.
        inventory_bytes: The unpacked size of ``objects.inv``.
        inventory_entries: The number of names in ``objects.inv``.
    """

    download_bytes: int = 512 * MEBIBYTE
    download_seconds: float = 1800
    members: int = 100_000
    depth: int = 32
    member_bytes: int = 256 * MEBIBYTE
    total_bytes: int = 2 * GIBIBYTE
    ratio: int = 200
    ratio_floor: int = 64 * MEBIBYTE
    page_bytes: int = 16 * MEBIBYTE
    asset_bytes: int = 8 * MEBIBYTE
    assets_bytes: int = 256 * MEBIBYTE
    inventory_bytes: int = 64 * MEBIBYTE
    inventory_entries: int = 1_000_000

    def unpacked_bytes(self, packed: int) -> int:
        """Say how much an archive of this size may unpack to."""
        return min(self.total_bytes, max(self.ratio * packed, self.ratio_floor))


STANDARD = Limits()
"""The limits that hold where nobody asks for others."""
