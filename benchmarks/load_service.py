"""The service as it is, and beside it a plain route that selects 15 rows: what ``benchmarks.load`` asks."""

from __future__ import annotations

import logging
import socket
import sys
from typing import Any

import uvicorn
from sqlalchemy import select

from castalia.database.models import Section
from castalia.web.depends import Read  # noqa: TC001 - FastAPI reads the annotations of the route.
from castalia.web.main import fast_api

ROWS = select(Section.id, Section.path, Section.anchor, Section.title, Section.kind).limit(15)


@fast_api.get("/benchmark/rows", include_in_schema=False)
async def rows(session: Read) -> list[dict[str, Any]]:
    """Select 15 rows through the read dependency."""
    return [dict(row._mapping) for row in await session.execute(ROWS)]  # noqa: SLF001 - Its public name.


def main() -> None:
    """Serve on the socket whose number the command line gives."""
    # Hundreds are refused on purpose; the client counts them.
    logging.disable(logging.WARNING)
    listener = socket.socket(fileno=int(sys.argv[1]))
    uvicorn.Server(uvicorn.Config(fast_api, lifespan="on", log_level="error", access_log=False)).run(sockets=[listener])


if __name__ == "__main__":
    main()
