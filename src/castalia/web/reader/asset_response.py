"""A stored image or download comes in, a response goes out that can do no harm to whoever opens it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

if TYPE_CHECKING:
    from castalia.database.models import Asset

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml", "text/plain"})
"""The media types that a browser may show; all others are offered for saving, under a type it cannot run."""

POLICY = "default-src 'none'; sandbox"
"""An SVG opened by itself is a document of our origin: without scripts, forms and requests it is an image."""

PLAIN_NAME = re.compile(r"[\w.+-]+", re.ASCII)


def asset_response(asset: Asset) -> Response:
    """Answer with a stored file."""
    media_type = asset.media_type.partition(";")[0].strip().lower()
    shown = media_type in SHOWN
    headers = {
        "Content-Disposition": disposition("inline" if shown else "attachment", PurePosixPath(asset.path).name),
        "Content-Security-Policy": POLICY,
        "Cache-Control": "public, max-age=3600",
    }
    return Response(asset.content, headers=headers, media_type=media_type if shown else "application/octet-stream")


def disposition(kind: str, name: str) -> str:
    """Give a ``Content-Disposition`` that carries any name.

    >>> disposition("attachment", "logo.png")
    'attachment; filename="logo.png"'
    """
    if PLAIN_NAME.fullmatch(name):
        return f'{kind}; filename="{name}"'
    return f"{kind}; filename*=UTF-8''{quote(name, safe='')}"
