"""What a source hands over: pages of HTML, and the files that pages show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was built.

    Args:
        path: Its place relative to the documentation's root, with ``/``, such as ``library/os.html``.
        html: Its whole text, decoded.
    """

    path: str
    html: str


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages show or offer: an image, a download.

    Args:
        path: Its place relative to the documentation's root, such as ``_images/logging_flow.png``.
        media_type: Its type by name, such as ``image/png``.
        content: Its bytes.
    """

    path: str
    media_type: str
    content: bytes
