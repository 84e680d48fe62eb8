"""Our own style sheets and images, served with an address that changes with their content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Scope

STATIC_FOLDER = Path(__file__).parent / "static"

FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


@cache
def fingerprint(name: str) -> str:
    """Give a short digest of a file of ours; read once for the life of the process."""
    return hashlib.sha256((STATIC_FOLDER / name).read_bytes()).hexdigest()[:12]


class FingerprintedFiles(StaticFiles):
    """Serves the static folder; browsers keep for good what they asked for by its present fingerprint."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file, or as ``StaticFiles`` does when there is none."""
        response = await super().get_response(path, scope)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("v", [])
        response.headers["Cache-Control"] = FOR_GOOD if asked == [fingerprint(path)] else ASK_AGAIN
        return response
